import type { Delivery, LeaseListener, Source, SourceHealth, StreamRecord } from '@fleetlane/stream';
import { makeRecord, type FakeLease } from './fake-lease.ts';

/** A source whose deliveries and rebalances a test directs. Respects pauses: what is delivered meanwhile waits. */
export class FakeSource implements Source {
  state: SourceHealth['state'] = 'joining';
  readonly #queue: Delivery[] = [];
  readonly #next = new Map<FakeLease, number>();
  #waiting: { resolve(delivery: Delivery): void; reject(reason: unknown): void } | undefined;
  #listener: LeaseListener | undefined;
  #failure: unknown;

  async open(listener: LeaseListener): Promise<void> {
    this.#listener = listener;
    this.state = 'reading';
  }

  /** Hands over a partition, to be read from `offset`. */
  assign(lease: FakeLease, offset = 0): FakeLease {
    this.#next.set(lease, offset);
    this.#listener!.assigned([lease]);
    return lease;
  }

  /** Takes partitions back: in good order, with time to settle, or without warning. */
  async revoke(leases: readonly FakeLease[], how: 'orderly' | 'sudden'): Promise<void> {
    for (const lease of leases) this.#next.delete(lease);
    this.#drop();
    if (how === 'orderly') await this.#listener!.revoking(leases);
    for (const lease of leases) lease.end();
    this.#listener!.lost(leases);
  }

  /** Delivers `count` records of the lease; `gap` offsets follow that hold none. */
  deliver(lease: FakeLease, count: number, gap = 0, make: (lease: FakeLease, offset: number) => StreamRecord = makeRecord): readonly StreamRecord[] {
    const firstOffset = this.#next.get(lease) ?? 0;
    const records = Array.from({ length: count }, (_, index) => make(lease, firstOffset + index));
    const nextOffset = firstOffset + count + gap;
    this.#next.set(lease, nextOffset);
    this.#queue.push({ lease, records, firstOffset, nextOffset, bytes: count * 100 });
    this.turn();
    return records;
  }

  /** Offers what may be read now; call it after a lease was resumed. */
  turn(): void {
    if (!this.#waiting) return;
    const index = this.#queue.findIndex(({ lease }) => !(lease as FakeLease).paused);
    if (index < 0) return;
    const [delivery] = this.#queue.splice(index, 1);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting.resolve(delivery!);
  }

  get unread(): number {
    return this.#queue.length;
  }

  fail(error: unknown): void {
    this.#failure = error;
    this.#waiting?.reject(error);
  }

  read(signal: AbortSignal): Promise<Delivery> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      signal.addEventListener('abort', () => {
        this.#waiting = undefined;
        reject(signal.reason);
      }, { once: true });
      this.turn();
    });
  }

  health(): SourceHealth {
    return {
      state: this.state,
      rebalances: 1,
      partitions: [...this.#next].map(([lease, position]) => ({ topic: lease.topic, partition: lease.partition, position, endOffset: position, committed: lease.commits.at(-1), paused: lease.paused })),
    };
  }

  async close(): Promise<void> {
    this.state = 'closed';
  }

  #drop(): void {
    const kept = this.#queue.filter(({ lease }) => this.#next.has(lease as FakeLease));
    this.#queue.length = 0;
    this.#queue.push(...kept);
  }
}
