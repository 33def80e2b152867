import type { ErrorCode } from './errors.ts';
import type { StreamRecord } from './record.ts';

/** What a pipeline tells about itself while it works; the metrics are made of this. Calls are cheap and never throw. */
export interface PipelineObserver {
  received(topic: string, records: number, bytes: number): void;
  /** The records are durable at the destination. `ackedAtMs` minus a record's timestamp is its delivery latency. */
  delivered(topic: string, records: readonly StreamRecord[], bytes: number, ackedAtMs: number): void;
  deadLettered(topic: string, code: ErrorCode, records: number): void;
  /** `intentional`: the configuration asked for it. */
  dropped(topic: string, code: ErrorCode, records: number, intentional: boolean): void;
  /** Unsettled records of a partition that was taken away: its next owner reads them again. */
  returned(topic: string, records: number): void;
  /** One write of a batch ended. */
  batchWritten(batch: { records: number; bytes: number; durationMs: number }): void;
  /** Records of one write by what became of them; `code` is absent for `ok`. */
  writeAttempt(result: 'ok' | 'retry' | 'reject' | 'halt', code: ErrorCode | undefined, records: number): void;
  committed(result: 'committed' | 'fenced' | 'failed'): void;
}
