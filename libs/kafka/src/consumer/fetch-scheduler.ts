import type { Clock, Logger } from '@fleetlane/stream';
import type { ConsumerCluster, FetchLimits } from './consumer-cluster.ts';
import type { FetchedPartition } from './fetch-response.ts';
import type { KafkaLease } from './kafka-lease.ts';

export interface FetchSchedulerOptions extends FetchLimits {
  readonly maxBytesPerPartition: number;
  /** Deliveries waiting to be read; no fetch starts while they hold more. */
  readonly maxQueuedBytes: number;
}

export interface FetchSchedulerParts {
  readonly cluster: ConsumerCluster;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly queuedBytes: () => number;
  /** One partition of a response. */
  readonly onFetched: (lease: KafkaLease, fetched: FetchedPartition) => void;
  /** A broker answered, whatever it said. */
  readonly onContact: () => void;
  /** A fetch failed as a whole: metadata may be old. */
  readonly onBrokerFailure: (error: unknown) => void;
}

/**
 * Keeps one fetch under way per leading broker, over those of its partitions that may be read now. A paused partition, one
 * that backs off, or one whose last delivery has not been taken yet is left out, and holds nobody else up.
 */
export class FetchScheduler {
  readonly #parts: FetchSchedulerParts;
  readonly #options: FetchSchedulerOptions;
  readonly #leases: readonly KafkaLease[];
  readonly #busy = new Set<number>();
  readonly #brokerNotBeforeMs = new Map<number, number>();
  readonly #brokerFailures = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(leases: readonly KafkaLease[], parts: FetchSchedulerParts, options: FetchSchedulerOptions) {
    this.#leases = leases;
    this.#parts = parts;
    this.#options = options;
  }

  /** Something changed: start every fetch that can be started. */
  wake(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#parts.queuedBytes() >= this.#options.maxQueuedBytes) return;
    const now = this.#parts.clock.now();
    let wakeAtMs = Infinity;
    const byLeader = new Map<number, KafkaLease[]>();
    for (const lease of this.#leases) {
      if (lease.paused || lease.fetching || lease.queued > 0 || lease.position === undefined || lease.revoked.aborted) continue;
      const leader = this.#parts.cluster.leaderOf(lease);
      if (leader === undefined || this.#busy.has(leader)) continue;
      const notBeforeMs = Math.max(lease.notBeforeMs, this.#brokerNotBeforeMs.get(leader) ?? 0);
      if (notBeforeMs > now) {
        wakeAtMs = Math.min(wakeAtMs, notBeforeMs);
        continue;
      }
      const list = byLeader.get(leader);
      if (list) list.push(lease);
      else byLeader.set(leader, [lease]);
    }
    for (const [leader, leases] of byLeader) void this.#fetch(leader, leases);
    if (wakeAtMs < Infinity) this.#timer = setTimeout(() => this.wake(), Math.max(1, wakeAtMs - now));
  }

  /** No further fetch starts, and what still comes back is not looked at. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #fetch(leader: number, leases: readonly KafkaLease[]): Promise<void> {
    this.#busy.add(leader);
    for (const lease of leases) lease.fetching = true;
    try {
      // Kafka fills a response in the order of the request: turning the list gives every partition its turn to be first.
      const turned = rotate(leases, this.#turn++);
      const parts = turned.map((lease) => ({
        topic: lease.topic,
        partition: lease.partition,
        fetchOffset: lease.position!,
        maxBytes: this.#options.maxBytesPerPartition,
      }));
      const response = await this.#parts.cluster.fetch(leader, parts, this.#options);
      this.#brokerFailures.delete(leader);
      if (!this.#stopped) {
        this.#parts.onContact();
        const byName = new Map(leases.map((lease) => [`${lease.topic}/${lease.partition}`, lease]));
        for (const fetched of response.partitions) {
          const lease = byName.get(`${fetched.topic}/${fetched.partition}`);
          if (lease && !lease.revoked.aborted) this.#parts.onFetched(lease, fetched);
        }
      }
    } catch (error) {
      if (!this.#stopped) this.#brokerFailed(leader, error);
    } finally {
      this.#busy.delete(leader);
      for (const lease of leases) lease.fetching = false;
      this.wake();
    }
  }

  #turn = 0;

  #brokerFailed(leader: number, error: unknown): void {
    const failures = (this.#brokerFailures.get(leader) ?? 0) + 1;
    this.#brokerFailures.set(leader, failures);
    const ceilingMs = Math.min(BROKER_BACKOFF_MAX_MS, BROKER_BACKOFF_FIRST_MS * 2 ** (failures - 1));
    this.#brokerNotBeforeMs.set(leader, this.#parts.clock.now() + ceilingMs / 2 + (ceilingMs / 2) * Math.random());
    this.#parts.logger.warn('A fetch failed; its partitions wait and are asked for again', { error, broker: leader, failures });
    this.#parts.onBrokerFailure(error);
  }
}

const BROKER_BACKOFF_FIRST_MS = 100;
const BROKER_BACKOFF_MAX_MS = 5_000;

function rotate<T>(list: readonly T[], by: number): T[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
