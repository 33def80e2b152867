import type { Clock, DeadLetter, DeadLetters, Delivery, ErrorCode, Failure, LeaseListener, Logger, PartitionLease, PipelineObserver, Sink, StreamRecord } from '@fleetlane/stream';
import { Backoff } from './backoff.ts';
import { BatchWriter } from './batch-writer.ts';
import { Batcher } from './batcher.ts';
import { Committer } from './committer.ts';
import { DeadLetterRouter } from './dead-letter-router.ts';
import { HaltedPartitions } from './halted-partitions.ts';
import { InFlightBudget } from './in-flight-budget.ts';
import { LeaseGates } from './lease-gates.ts';
import { Ledger } from './ledger.ts';
import type { PipelineOptions } from './pipeline-options.ts';
import { Settlement } from './settlement.ts';
import { WriteSlots } from './write-slots.ts';

/** What a service decides about a record before it is batched: go on, refuse it, or drop it on purpose. */
export type Intake = (record: StreamRecord) => undefined | Failure | { readonly drop: ErrorCode };

export interface PumpParts {
  readonly sink: Sink;
  readonly deadLetters: DeadLetters;
  readonly observer: PipelineObserver;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly intake?: Intake;
}

/**
 * Everything between a delivery and its commit. Deliveries come in through {@link accept}; from then on every record is in the
 * books until it is delivered, dead-lettered, dropped, or returned because its partition was taken away.
 */
export class Pump implements LeaseListener {
  readonly ledger = new Ledger();
  readonly gates = new LeaseGates();
  readonly budget: InFlightBudget;
  readonly settlement: Settlement;
  readonly committer: Committer;
  readonly #parts: PumpParts;
  readonly #batcher: Batcher;
  readonly #slots: WriteSlots;
  readonly #writer: BatchWriter;
  readonly #router: DeadLetterRouter;
  readonly #halted: HaltedPartitions;
  readonly #stop = new AbortController();
  readonly #assignedAtMs = new Map<PartitionLease, number>();
  #waiters: (() => void)[] = [];

  constructor(parts: PumpParts, options: PipelineOptions) {
    this.#parts = parts;
    const { sink, deadLetters, observer, logger, clock } = parts;
    this.budget = new InFlightBudget(options.maxInFlightBytes, this.gates, clock);
    this.committer = new Committer(this.ledger, options.commitIntervalMs, observer, logger);
    this.settlement = new Settlement(this.ledger, this.budget, observer, clock, (lease) => {
      this.committer.touch(lease);
      this.#wakeWaiters();
    });
    this.#router = new DeadLetterRouter({
      deadLetters,
      settlement: this.settlement,
      onUnwritable: (letter, failure) => this.#halted.halt(letter.record, failure, letter),
      signal: this.#stop.signal,
    });
    this.#writer = new BatchWriter(
      {
        sink, observer, clock, logger,
        settlement: this.settlement,
        backoff: new Backoff(options.retry),
        admit: (records) => this.#admit(records),
        onRejected: (letters) => void this.#router.route(letters).then(() => this.#wakeWaiters()),
        onHalted: (list) => {
          for (const { record, failure } of list) this.#halted.halt(record, failure);
          this.#wakeWaiters();
        },
      },
      { retryDurationMs: options.retry.durationMs },
    );
    this.#halted = new HaltedPartitions({
      gates: this.gates, budget: this.budget, clock, logger,
      backoff: new Backoff(options.probe),
      probe: ({ record, letter }) => (letter ? this.#router.probe(letter) : this.#writer.probe(record, this.#stop.signal)),
      release: (records, letters) => this.#release(records, letters),
    });
    this.#slots = new WriteSlots(options.maxInFlightBatches, (records) => this.#writer.write(records, this.#stop.signal), () => this.#wakeWaiters());
    this.#batcher = new Batcher(options.batch, (records) => this.#slots.add(records));
  }

  /** Takes a delivery over. Returns at once; backpressure works by pausing leases. */
  accept(delivery: Delivery): void {
    const { lease, records, bytes } = delivery;
    if (lease.revoked.aborted || !this.ledger.receive(delivery)) return;
    this.#parts.observer.received(lease.topic, records.length, bytes);
    if (records.length === 0) {
      this.committer.touch(lease);
      return;
    }
    this.budget.take(lease, bytes);
    const { intake } = this.#parts;
    if (!intake) {
      for (const record of records) this.#batcher.add(record);
      return;
    }
    const letters: DeadLetter[] = [];
    for (const record of records) {
      const decision = intake(record);
      if (decision === undefined) this.#batcher.add(record);
      else if ('drop' in decision) this.settlement.dropped(record, decision.drop);
      else letters.push({ record, failure: { attempts: 0, ...decision } });
    }
    if (letters.length > 0) void this.#router.route(letters).then(() => this.#wakeWaiters());
  }

  assigned(leases: readonly PartitionLease[]): void {
    for (const lease of leases) {
      this.ledger.open(lease);
      this.budget.open(lease);
      this.#assignedAtMs.set(lease, this.#parts.clock.now());
    }
  }

  async revoking(leases: readonly PartitionLease[]): Promise<void> {
    await this.settled(leases);
    await this.committer.flush(leases);
  }

  lost(leases: readonly PartitionLease[]): void {
    for (const lease of leases) {
      const returned = this.ledger.close(lease);
      if (returned > 0) this.#parts.observer.returned(lease.topic, returned);
      this.budget.close(lease);
      this.#halted.forget(lease);
      this.gates.forget(lease);
      this.committer.forget(lease);
      this.#assignedAtMs.delete(lease);
    }
    this.#wakeWaiters();
  }

  assignedAtMs(lease: PartitionLease): number | undefined {
    return this.#assignedAtMs.get(lease);
  }

  /** Resolves when nothing of these leases can settle any more: all is settled, or what is left is halted. */
  async settled(leases: readonly PartitionLease[] = this.ledger.leases()): Promise<void> {
    this.#batcher.flush();
    const pending = (): boolean => leases.some((lease) => this.ledger.has(lease) && !this.#halted.isHalted(lease) && this.ledger.partition(lease)!.unsettled > 0);
    while (pending() && !this.#stop.signal.aborted) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  /** Ends all work; what is unsettled stays so. */
  stop(): void {
    this.#halted.stop();
    this.committer.stop();
    this.#stop.abort(new Error('the pipeline stops'));
    this.#wakeWaiters();
  }

  #admit(records: readonly StreamRecord[]): readonly StreamRecord[] {
    let untouched = true;
    for (const { lease } of records) {
      if (lease.revoked.aborted || this.#halted.isHalted(lease)) {
        untouched = false;
        break;
      }
    }
    if (untouched) return records;
    return records.filter((record) => {
      if (record.lease.revoked.aborted) return false;
      if (!this.#halted.isHalted(record.lease)) return true;
      this.#halted.park(record);
      return false;
    });
  }

  #release(records: readonly StreamRecord[], letters: readonly DeadLetter[]): void {
    if (letters.length > 0) void this.#router.route(letters).then(() => this.#wakeWaiters());
    if (records.length > 0) this.#slots.addFirst(records);
  }

  #wakeWaiters(): void {
    if (this.#waiters.length === 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
