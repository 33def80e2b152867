import {
  ALL_DELIVERED, ERRORS, allFailed, recordBytes,
  type Clock, type DeadLetter, type ErrorEntry, type Failure, type Logger, type Outcome, type PipelineObserver, type Sink, type StreamRecord,
} from '@fleetlane/stream';
import type { Backoff } from './backoff.ts';
import type { Settlement } from './settlement.ts';

export interface BatchWriterParts {
  readonly sink: Sink;
  readonly settlement: Settlement;
  readonly observer: PipelineObserver;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly backoff: Backoff;
  /** Takes the records that may be written now; parks or forgets the others. */
  readonly admit: (records: readonly StreamRecord[]) => readonly StreamRecord[];
  readonly onRejected: (letters: readonly DeadLetter[]) => void;
  readonly onHalted: (records: readonly { readonly record: StreamRecord; readonly failure: Failure }[]) => void;
}

export interface BatchWriterOptions {
  /** How long a record is tried whose table entry says `dead-letter` when exhausted. */
  readonly retryDurationMs: number;
}

/** What is known of a record that failed and is tried again. */
interface Attempts {
  count: number;
  readonly firstAtMs: number;
}

/**
 * Writes one batch to its end: what is delivered settles at once, what is rejected or halted goes its way, and only what is to
 * be retried is written again, after a pause. The pause keeps the write slot, so that a destination in trouble gets fewer
 * requests, not more.
 */
export class BatchWriter {
  readonly #parts: BatchWriterParts;
  readonly #options: BatchWriterOptions;
  #retryingSince: number | undefined;

  constructor(parts: BatchWriterParts, options: BatchWriterOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** Resolves when no record of the batch needs this writer any more; on abort leaves the rest unsettled. */
  async write(records: readonly StreamRecord[], signal: AbortSignal): Promise<void> {
    const attempts = new Map<StreamRecord, Attempts>();
    let pending = this.#parts.admit(records);
    for (let round = 1; pending.length > 0; round++) {
      const outcome = await this.#writeOnce(pending, signal);
      if (outcome === undefined) return;
      const retry = this.#sort(pending, outcome, attempts);
      if (retry.records.length === 0) return;
      this.#warnOnce(retry.failure!);
      await this.#parts.clock.sleep(this.#parts.backoff.delayMs(round, retry.retryAfterMs), signal).catch(() => undefined);
      if (signal.aborted) return;
      pending = this.#parts.admit(retry.records);
    }
  }

  /** Writes a single record to see whether its destination takes records again. Settles it when it does. */
  async probe(record: StreamRecord, signal: AbortSignal): Promise<Failure | undefined> {
    const outcome = await this.#writeOnce([record], signal);
    if (outcome === undefined) return HALTED_BY_ABORT;
    const failure = outcome.failures.get(0);
    if (failure === undefined) this.#parts.settlement.delivered([record]);
    return failure;
  }

  async #writeOnce(records: readonly StreamRecord[], signal: AbortSignal): Promise<Outcome | undefined> {
    const { sink, clock, observer, logger } = this.#parts;
    const startedAtMs = clock.now();
    let bytes = 0;
    for (const record of records) bytes += recordBytes(record);
    try {
      const outcome = await sink.write({ records, bytes }, signal);
      observer.batchWritten({ records: records.length, bytes, durationMs: clock.now() - startedAtMs });
      return outcome;
    } catch (error) {
      if (signal.aborted) return undefined;
      logger.error('The sink failed inside; its records are kept and their partitions wait', { code: 'SINK_UNKNOWN', error });
      return allFailed(records.length, { code: 'SINK_UNKNOWN', verdict: 'halt', reason: error instanceof Error ? error.message : String(error), cause: error });
    }
  }

  /** Gives every record of an outcome what it gets; returns those to be written again. */
  #sort(pending: readonly StreamRecord[], outcome: Outcome, attempts: Map<StreamRecord, Attempts>) {
    const { settlement, observer, clock } = this.#parts;
    if (outcome === ALL_DELIVERED || outcome.failures.size === 0) {
      this.#recovered();
      observer.writeAttempt('ok', undefined, pending.length);
      settlement.delivered(pending);
      return { records: NONE, retryAfterMs: 0, failure: undefined };
    }
    const now = clock.now();
    const delivered: StreamRecord[] = [];
    const letters: DeadLetter[] = [];
    const halted: { record: StreamRecord; failure: Failure }[] = [];
    const retry: StreamRecord[] = [];
    let retryAfterMs = 0;
    let retryFailure: Failure | undefined;
    pending.forEach((record, index) => {
      const reported = outcome.failures.get(index);
      if (reported === undefined) {
        delivered.push(record);
        return;
      }
      const failure = this.#withHistory(record, reported, attempts, now);
      observer.writeAttempt(failure.verdict, failure.code, 1);
      if (failure.verdict === 'reject') letters.push({ record, failure });
      else if (failure.verdict === 'halt') halted.push({ record, failure });
      else {
        retry.push(record);
        retryFailure = failure;
        retryAfterMs = Math.max(retryAfterMs, failure.retryAfterMs ?? 0);
      }
    });
    if (delivered.length > 0) {
      this.#recovered();
      observer.writeAttempt('ok', undefined, delivered.length);
      settlement.delivered(delivered);
    }
    if (letters.length > 0) this.#parts.onRejected(letters);
    if (halted.length > 0) this.#parts.onHalted(halted);
    return { records: retry, retryAfterMs, failure: retryFailure };
  }

  /** Adds attempts and times, and turns a retry whose time is over into what the table says. */
  #withHistory(record: StreamRecord, failure: Failure, attempts: Map<StreamRecord, Attempts>, now: number): Failure {
    const history = attempts.get(record) ?? { count: 0, firstAtMs: now };
    history.count++;
    attempts.set(record, history);
    const entry: ErrorEntry = ERRORS[failure.code];
    const exhausted = failure.verdict === 'retry' && entry.whenExhausted === 'dead-letter' && now - history.firstAtMs >= this.#options.retryDurationMs;
    return { ...failure, ...(exhausted ? { verdict: 'reject' as const } : {}), attempts: history.count, firstAtMs: history.firstAtMs, lastAtMs: now };
  }

  /** One line when writing starts to be retried and one when it works again, however many batches are concerned. */
  #warnOnce(failure: Failure): void {
    if (this.#retryingSince !== undefined) return;
    this.#retryingSince = this.#parts.clock.now();
    this.#parts.logger.warn(`Records are written again until they are taken: ${failure.reason}. ${ERRORS[failure.code].remedy}`, { code: failure.code });
  }

  #recovered(): void {
    if (this.#retryingSince === undefined) return;
    this.#parts.logger.info('Records are taken again', { afterMs: this.#parts.clock.now() - this.#retryingSince });
    this.#retryingSince = undefined;
  }
}

const NONE: readonly StreamRecord[] = [];
const HALTED_BY_ABORT: Failure = { code: 'SINK_UNKNOWN', verdict: 'halt', reason: 'the probe was aborted' };
