import { ERRORS, type Clock, type DeadLetter, type Failure, type Logger, type PartitionLease, type StreamRecord } from '@fleetlane/stream';
import type { Backoff } from './backoff.ts';
import type { InFlightBudget } from './in-flight-budget.ts';
import type { LeaseGates } from './lease-gates.ts';

/** A record that waits in a halted partition: to be written, or, when it has a letter, to be dead-lettered. */
interface Parked {
  readonly record: StreamRecord;
  readonly letter?: DeadLetter;
}

interface Halt {
  readonly parked: Parked[];
  attempt: number;
  probing: boolean;
}

export interface HaltedPartitionsParts {
  readonly gates: LeaseGates;
  readonly budget: InFlightBudget;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly backoff: Backoff;
  /** Tries one record; resolves with what stands in the way still, undefined when nothing does. */
  readonly probe: (parked: { readonly record: StreamRecord; readonly letter?: DeadLetter }) => Promise<Failure | undefined>;
  /** Takes up the work of a partition that is free again, before anything newer of it. */
  readonly release: (records: readonly StreamRecord[], letters: readonly DeadLetter[]) => void;
}

/**
 * Partitions that feed something broken: a closed index, a missing right, a dead-letter topic that cannot be written. They are
 * paused and keep their records; the others go on. Now and then one record is tried (half-open); when it is taken, the
 * partition goes on where it stopped. Good records are never dead-lettered for a fault of the system.
 */
export class HaltedPartitions {
  readonly #parts: HaltedPartitionsParts;
  readonly #halts = new Map<PartitionLease, Halt>();
  readonly #stop = new AbortController();

  constructor(parts: HaltedPartitionsParts) {
    this.#parts = parts;
  }

  isHalted(lease: PartitionLease): boolean {
    return this.#halts.has(lease);
  }

  /** Halts the partition of the record and keeps the record. */
  halt(record: StreamRecord, failure: Failure, letter?: DeadLetter): void {
    const { lease } = record;
    if (lease.revoked.aborted) return;
    const existing = this.#halts.get(lease);
    const halt = existing ?? { parked: [], attempt: 0, probing: false };
    halt.parked.push(letter ? { record, letter } : { record });
    if (existing) return;
    this.#halts.set(lease, halt);
    const { code, reason } = failure;
    this.#parts.logger.error(`The partition waits, its records are kept: ${reason}. ${ERRORS[code].remedy}`, { code, topic: lease.topic, partition: lease.partition, offsetFirst: record.offset });
    this.#parts.gates.close(lease, { kind: 'halted', code, reason, sinceMs: this.#parts.clock.now() });
    this.#parts.budget.haltedChanged();
    void this.#probeUntilFree(lease, halt);
  }

  /** Keeps a record that came along while its partition was halted already. */
  park(record: StreamRecord): void {
    this.#halts.get(record.lease)?.parked.push({ record });
  }

  /** The lease has ended; its records were returned to the source. */
  forget(lease: PartitionLease): void {
    this.#halts.delete(lease);
  }

  stop(): void {
    this.#stop.abort(new Error('the pipeline stops'));
  }

  async #probeUntilFree(lease: PartitionLease, halt: Halt): Promise<void> {
    const { clock, backoff, gates } = this.#parts;
    const isOver = (): boolean => this.#stop.signal.aborted || this.#halts.get(lease) !== halt;
    for (;;) {
      halt.attempt++;
      const delayMs = backoff.delayMs(halt.attempt);
      const reason = gates.reason(lease);
      if (reason) gates.close(lease, { ...reason, kind: 'halted', nextProbeAtMs: clock.now() + delayMs });
      await clock.sleep(delayMs, this.#stop.signal).catch(() => undefined);
      if (isOver()) return;
      halt.parked.sort((a, b) => a.record.offset - b.record.offset);
      const first = halt.parked[0]!;
      const failure = await this.#parts.probe(first);
      if (isOver()) return;
      if (failure === undefined || failure.verdict === 'reject') {
        halt.parked.shift();
        if (failure) halt.parked.unshift({ record: first.record, letter: { record: first.record, failure } });
        this.#free(lease, halt);
        return;
      }
      const sinceMs = gates.reason(lease)?.sinceMs ?? clock.now();
      gates.close(lease, { kind: 'halted', code: failure.code, reason: failure.reason, sinceMs });
    }
  }

  #free(lease: PartitionLease, halt: Halt): void {
    const since = this.#parts.gates.reason(lease)?.sinceMs;
    this.#halts.delete(lease);
    const records = halt.parked.filter(({ letter }) => letter === undefined).map(({ record }) => record);
    const letters = halt.parked.flatMap(({ letter }) => (letter ? [letter] : []));
    this.#parts.logger.info('The partition goes on', { topic: lease.topic, partition: lease.partition, kept: halt.parked.length, afterMs: this.#parts.clock.now() - (since ?? 0) });
    this.#parts.release(records, letters);
    this.#parts.gates.open(lease, 'halted');
  }
}
