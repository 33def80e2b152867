import type { PartitionLease, PauseReason } from '@fleetlane/stream';

type Kind = PauseReason['kind'];

/** Why partitions are paused. A lease is read only while nobody has a reason against it. */
export class LeaseGates {
  readonly #reasons = new Map<PartitionLease, Map<Kind, PauseReason>>();

  /** Pauses the lease for this reason; a reason of the same kind is replaced. */
  close(lease: PartitionLease, reason: PauseReason): void {
    let reasons = this.#reasons.get(lease);
    if (!reasons) this.#reasons.set(lease, (reasons = new Map()));
    reasons.set(reason.kind, reason);
    lease.pause();
  }

  /** Takes this reason back, and resumes the lease when it was the last. */
  open(lease: PartitionLease, kind: Kind): void {
    const reasons = this.#reasons.get(lease);
    if (!reasons?.delete(kind) || reasons.size > 0) return;
    this.#reasons.delete(lease);
    lease.resume();
  }

  forget(lease: PartitionLease): void {
    this.#reasons.delete(lease);
  }

  /** The reason that an operator should see first. */
  reason(lease: PartitionLease): PauseReason | undefined {
    const reasons = this.#reasons.get(lease);
    return reasons?.get('halted') ?? reasons?.get('backpressure');
  }

  isHalted(lease: PartitionLease): boolean {
    return this.#reasons.get(lease)?.has('halted') ?? false;
  }

  get haltedCount(): number {
    let count = 0;
    for (const reasons of this.#reasons.values()) if (reasons.has('halted')) count++;
    return count;
  }
}
