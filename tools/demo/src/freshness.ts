import { request, type OpenSearchAccess } from '@fleetlane/harness-tool';

const SAMPLE_EVERY_MS = 200;

/**
 * How old the newest event is that a search finds, asked five times a second: from the moment in the vehicle to the moment in
 * which an analyst can see it, refresh included.
 */
export class Freshness {
  readonly #server: OpenSearchAccess;
  readonly #indices: string;
  readonly #samplesMs: number[] = [];
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(server: OpenSearchAccess, indices: string) {
    this.#server = server;
    this.#indices = indices;
  }

  start(): void {
    this.#running = this.#sample();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Milliseconds below which this share of the samples lies; undefined before the first. */
  quantileMs(share: number): number | undefined {
    const sorted = [...this.#samplesMs].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  }

  async #sample(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const newest = await this.#newestEventMs().catch(() => undefined);
      if (newest !== undefined && !this.#stop.signal.aborted) this.#samplesMs.push(Math.max(0, Date.now() - newest));
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_EVERY_MS));
    }
  }

  async #newestEventMs(): Promise<number | undefined> {
    const now = new Date().toISOString();
    const { aggregations } = await request<{ aggregations?: { newest: { value: number | null } } }>(this.#server, 'POST', `/${this.#indices}/_search?ignore_unavailable=true`, {
      size: 0,
      query: { range: { event_time: { lte: now } } },
      aggs: { newest: { max: { field: 'event_time' } } },
    });
    return aggregations?.newest.value ?? undefined;
  }
}
