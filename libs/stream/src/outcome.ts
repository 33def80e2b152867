import type { ErrorCode, Verdict } from './errors.ts';

/** What became of a batch: every record that is not in `failures` was delivered. */
export interface Outcome {
  /** Keyed by the record's place in the batch. */
  readonly failures: ReadonlyMap<number, Failure>;
}

/** Why one record was not delivered, and what is to be done about it. */
export interface Failure {
  readonly code: ErrorCode;
  readonly verdict: Verdict;
  /** What the destination said, for the operator and the dead letter. Never a payload. */
  readonly reason: string;
  /** The destination asked to be left alone for this long. */
  readonly retryAfterMs?: number;
  /** Writes tried so far; set by whoever retries. */
  readonly attempts?: number;
  /** When the record failed first and last, milliseconds since the epoch; set by whoever retries. */
  readonly firstAtMs?: number;
  readonly lastAtMs?: number;
  readonly cause?: unknown;
}

export const ALL_DELIVERED: Outcome = { failures: new Map() };

/** The same failure for every record of a batch, as when the destination cannot be reached. */
export function allFailed(count: number, failure: Failure): Outcome {
  const failures = new Map<number, Failure>();
  for (let i = 0; i < count; i++) failures.set(i, failure);
  return { failures };
}
