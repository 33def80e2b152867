import type { Clock, PartitionLease } from '@fleetlane/stream';
import type { LeaseGates } from './lease-gates.ts';

/** Reading resumes when this share of the limit is left, so that it does not stop and go at every record. */
const LOW_WATER = 0.75;

/**
 * Bytes of everything that was read and is not settled: waiting, being written, being retried, parked. Over the limit no
 * partition is read. While some partition is halted, the others may each hold one delivery beyond the limit: what a halted
 * partition keeps must not starve them. So memory stays below the limit plus one delivery for each partition.
 */
export class InFlightBudget {
  readonly limitBytes: number;
  readonly #gates: LeaseGates;
  readonly #clock: Clock;
  readonly #held = new Map<PartitionLease, number>();
  #usedBytes = 0;
  #exhausted = false;

  constructor(limitBytes: number, gates: LeaseGates, clock: Clock) {
    this.limitBytes = limitBytes;
    this.#gates = gates;
    this.#clock = clock;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  held(lease: PartitionLease): number {
    return this.#held.get(lease) ?? 0;
  }

  open(lease: PartitionLease): void {
    this.#held.set(lease, 0);
    if (this.#exhausted) this.#pause(lease);
  }

  take(lease: PartitionLease, bytes: number): void {
    this.#held.set(lease, this.held(lease) + bytes);
    this.#usedBytes += bytes;
    if (this.#exhausted) this.#pause(lease);
    else if (this.#usedBytes >= this.limitBytes) {
      this.#exhausted = true;
      for (const each of this.#held.keys()) if (!this.#mayBorrow(each)) this.#pause(each);
    }
  }

  give(lease: PartitionLease, bytes: number): void {
    if (bytes === 0 || !this.#held.has(lease)) return;
    this.#held.set(lease, this.held(lease) - bytes);
    this.#usedBytes -= bytes;
    this.#ease(lease);
  }

  /** The lease has ended. Writes that are still under way for it hold their bytes for a moment longer, uncounted. */
  close(lease: PartitionLease): void {
    this.#usedBytes -= this.held(lease);
    this.#held.delete(lease);
    this.#ease(undefined);
  }

  /** A partition was halted: those that hold nothing may now borrow. */
  haltedChanged(): void {
    if (this.#exhausted) for (const lease of this.#held.keys()) if (this.#mayBorrow(lease)) this.#gates.open(lease, 'backpressure');
  }

  #ease(lease: PartitionLease | undefined): void {
    if (!this.#exhausted) return;
    if (this.#usedBytes <= this.limitBytes * LOW_WATER) {
      this.#exhausted = false;
      for (const each of this.#held.keys()) this.#gates.open(each, 'backpressure');
    } else if (lease && this.#mayBorrow(lease)) {
      this.#gates.open(lease, 'backpressure');
    }
  }

  #mayBorrow(lease: PartitionLease): boolean {
    return this.#gates.haltedCount > 0 && this.held(lease) === 0;
  }

  #pause(lease: PartitionLease): void {
    this.#gates.close(lease, { kind: 'backpressure', reason: `${this.limitBytes} bytes are in flight, the limit`, sinceMs: this.#clock.now() });
  }
}
