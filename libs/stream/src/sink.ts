import type { Outcome } from './outcome.ts';
import type { StreamRecord } from './record.ts';

/**
 * Where records go. `open` once, then `write` from as many callers at a time as were agreed, then `close`.
 */
export interface Sink {
  /** Connects and prepares. Rejects with a {@link StreamError} when the destination refuses for good; retries are the caller's. */
  open(signal: AbortSignal): Promise<void>;
  /**
   * Writes the batch and tells the fate of every record. Resolves only when each record not named in `failures` is durable
   * at the destination. Never rejects because of a record or of the destination: that is a failure with a verdict. Rejects
   * on abort (the fate of the records is then unknown) and on a defect of the sink, which the caller treats as a halt.
   * Does not keep, change or reorder the records.
   */
  write(batch: RecordBatch, signal: AbortSignal): Promise<Outcome>;
  /** Releases connections after the last write has resolved. Idempotent. */
  close(): Promise<void>;
}

/** Records of any number of partitions, in partition order for each. */
export interface RecordBatch {
  readonly records: readonly StreamRecord[];
  /** Sum of {@link recordBytes}. */
  readonly bytes: number;
}
