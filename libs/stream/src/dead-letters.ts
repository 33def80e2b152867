import type { Failure } from './outcome.ts';
import type { StreamRecord } from './record.ts';

/** Where records go that can never be accepted. */
export interface DeadLetters {
  /** Connects. Rejects with a {@link StreamError} when that fails for good. */
  open(signal: AbortSignal): Promise<void>;
  /**
   * Writes the letters and resolves when all of them are durable: only then may their offsets be committed. Rejects with a
   * {@link StreamError} when any may not be; the caller writes them all again, so a letter can stand twice, never be missing.
   */
  write(letters: readonly DeadLetter[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** A record with its original bytes, and why it is here. */
export interface DeadLetter {
  readonly record: StreamRecord;
  readonly failure: Failure;
}
