import type { Clock, ErrorCode, PartitionLease, PipelineObserver, StreamRecord } from '@fleetlane/stream';
import type { InFlightBudget } from './in-flight-budget.ts';
import type { Fate, Ledger } from './ledger.ts';

/** The only place where records are settled: books, memory and metrics move together. */
export class Settlement {
  readonly #ledger: Ledger;
  readonly #budget: InFlightBudget;
  readonly #observer: PipelineObserver;
  readonly #clock: Clock;
  readonly #onSettled: (lease: PartitionLease) => void;
  #lastAtMs: number | undefined;

  constructor(ledger: Ledger, budget: InFlightBudget, observer: PipelineObserver, clock: Clock, onSettled: (lease: PartitionLease) => void) {
    this.#ledger = ledger;
    this.#budget = budget;
    this.#observer = observer;
    this.#clock = clock;
    this.#onSettled = onSettled;
  }

  get lastAtMs(): number | undefined {
    return this.#lastAtMs;
  }

  delivered(records: readonly StreamRecord[]): void {
    for (const [topic, mine] of this.#settle(records, 'delivered')) {
      let bytes = 0;
      for (const { value } of mine) bytes += value?.length ?? 0;
      this.#observer.delivered(topic, mine, bytes, this.#clock.now());
    }
  }

  deadLettered(records: readonly StreamRecord[], codeOf: (record: StreamRecord) => ErrorCode): void {
    for (const [topic, mine] of this.#settle(records, 'deadLettered')) {
      for (const record of mine) this.#observer.deadLettered(topic, codeOf(record), 1);
    }
  }

  dropped(record: StreamRecord, code: ErrorCode): void {
    for (const [topic] of this.#settle([record], 'dropped')) this.#observer.dropped(topic, code, 1, true);
  }

  /** Settles records that are still ours and groups them by topic; the others were returned when their lease ended. */
  #settle(records: readonly StreamRecord[], fate: Fate): Map<string, StreamRecord[]> {
    const byTopic = new Map<string, StreamRecord[]>();
    const leases = new Set<PartitionLease>();
    let topic: string | undefined;
    let mine: StreamRecord[] = [];
    for (const record of records) {
      const { lease } = record;
      if (!this.#ledger.has(lease)) continue;
      this.#budget.give(lease, this.#ledger.settle(record, fate));
      leases.add(lease);
      if (lease.topic !== topic) {
        topic = lease.topic;
        mine = byTopic.get(topic) ?? [];
        byTopic.set(topic, mine);
      }
      mine.push(record);
    }
    if (leases.size > 0) this.#lastAtMs = this.#clock.now();
    for (const lease of leases) this.#onSettled(lease);
    return byTopic;
  }
}
