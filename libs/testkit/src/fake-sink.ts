import type { Failure, Outcome, RecordBatch, Sink, StreamRecord } from '@fleetlane/stream';

/** What becomes of a record at this attempt: undefined is delivered. Called once for each record of each write. */
export type Judge = (record: StreamRecord) => Failure | undefined;

/** A sink that decides by a judge, remembers what was delivered, and can be held up. */
export class FakeSink implements Sink {
  judge: Judge = () => undefined;
  readonly delivered: StreamRecord[] = [];
  readonly batches: number[] = [];
  /** Set to make the next writes throw, as a sink with a defect does. */
  defect: Error | undefined;
  #gate: PromiseWithResolvers<void> | undefined;

  async open(): Promise<void> {}

  async write({ records }: RecordBatch, signal: AbortSignal): Promise<Outcome> {
    this.batches.push(records.length);
    if (this.#gate) await Promise.race([this.#gate.promise, aborted(signal)]);
    signal.throwIfAborted();
    if (this.defect) throw this.defect;
    const failures = new Map<number, Failure>();
    records.forEach((record, index) => {
      const failure = this.judge(record);
      if (failure) failures.set(index, failure);
      else this.delivered.push(record);
    });
    return { failures };
  }

  async close(): Promise<void> {}

  /** Holds every write back until {@link release}. */
  hold(): void {
    this.#gate ??= Promise.withResolvers();
  }

  release(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

export const retry = (code: Failure['code'] = 'SINK_OVERLOADED'): Failure => ({ code, verdict: 'retry', reason: 'busy' });
export const reject: Failure = { code: 'SINK_DOCUMENT_REJECTED', verdict: 'reject', reason: 'no' };
export const halt: Failure = { code: 'SINK_INDEX_CLOSED', verdict: 'halt', reason: 'closed' };
