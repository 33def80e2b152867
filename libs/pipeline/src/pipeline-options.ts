import type { BackoffOptions } from './backoff.ts';
import type { BatcherOptions } from './batcher.ts';

export interface PipelineOptions {
  readonly batch: BatcherOptions;
  /** Batches that are written at the same time. Their order at the destination is not kept: ids must make it irrelevant. */
  readonly maxInFlightBatches: number;
  /** Bytes read and not settled yet; see InFlightBudget for the bound. */
  readonly maxInFlightBytes: number;
  readonly retry: BackoffOptions & { readonly durationMs: number };
  /** How a halted partition is probed. */
  readonly probe: BackoffOptions;
  readonly commitIntervalMs: number;
}

export const PIPELINE_DEFAULTS: PipelineOptions = {
  batch: { maxBytes: 5_000_000, maxRecords: 10_000, lingerMs: 1_000 },
  maxInFlightBatches: 4,
  maxInFlightBytes: 64 << 20,
  retry: { firstMs: 100, maxMs: 10_000, durationMs: 300_000 },
  probe: { firstMs: 1_000, maxMs: 30_000 },
  commitIntervalMs: 1_000,
};
