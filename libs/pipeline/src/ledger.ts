import type { Delivery, LedgerTotals, PartitionLease, StreamRecord } from '@fleetlane/stream';
import { PartitionLedger } from './partition-ledger.ts';

export type Fate = 'delivered' | 'deadLettered' | 'dropped';

/**
 * The books of all leases. `received = delivered + deadLettered + dropped + returned + inFlight` at every moment; in flight is
 * counted by the partitions' books, so that a mistake anywhere shows as an imbalance.
 */
export class Ledger {
  readonly #partitions = new Map<PartitionLease, PartitionLedger>();
  readonly #totals = { received: 0, delivered: 0, deadLettered: 0, dropped: 0, returned: 0 };

  open(lease: PartitionLease): void {
    this.#partitions.set(lease, new PartitionLedger());
  }

  /** False when the lease has ended: then the delivery is nobody's business here. */
  receive(delivery: Delivery): boolean {
    const partition = this.#partitions.get(delivery.lease);
    if (!partition) return false;
    partition.receive(delivery);
    this.#totals.received += delivery.records.length;
    return true;
  }

  /** Settles the record and returns the bytes that became free. A record of a lease that has ended was returned already: 0. */
  settle(record: StreamRecord, fate: Fate): number {
    const partition = this.#partitions.get(record.lease);
    if (!partition) return 0;
    const freed = partition.settle(record.offset);
    this.#totals[fate]++;
    return freed;
  }

  /** Closes the books of a lease. Returns how many records go back to the source unsettled. */
  close(lease: PartitionLease): number {
    const unsettled = this.#partitions.get(lease)?.unsettled ?? 0;
    this.#partitions.delete(lease);
    this.#totals.returned += unsettled;
    return unsettled;
  }

  has(lease: PartitionLease): boolean {
    return this.#partitions.has(lease);
  }

  partition(lease: PartitionLease): PartitionLedger | undefined {
    return this.#partitions.get(lease);
  }

  leases(): readonly PartitionLease[] {
    return [...this.#partitions.keys()];
  }

  totals(): LedgerTotals {
    const { received, delivered, deadLettered, dropped, returned } = this.#totals;
    let inFlight = 0;
    for (const partition of this.#partitions.values()) inFlight += partition.unsettled;
    return { ...this.#totals, inFlight, imbalance: received - delivered - deadLettered - dropped - returned - inFlight };
  }
}
