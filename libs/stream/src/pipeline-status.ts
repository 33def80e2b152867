import type { ErrorCode } from './errors.ts';
import type { SourceHealth } from './source.ts';

/** The state of a pipeline at one moment: what /pipeline shows, what health is judged by, and what the gauges read. */
export interface PipelineStatus {
  readonly state: 'starting' | 'running' | 'draining' | 'stopped' | 'failed';
  readonly source: Pick<SourceHealth, 'state' | 'reason' | 'rebalances'>;
  readonly ledger: LedgerTotals;
  readonly inFlightBytes: number;
  readonly inFlightLimitBytes: number;
  /** Milliseconds since the epoch of the last time that anything was settled; undefined before the first. */
  readonly lastSettledAtMs: number | undefined;
  /** The pump turns: when its loop last came round. Liveness looks at nothing else. */
  readonly heartbeatAtMs: number;
  readonly partitions: readonly PartitionStatus[];
}

/** received = delivered + deadLettered + dropped + returned + inFlight, at every moment; `imbalance` is the difference. */
export interface LedgerTotals {
  readonly received: number;
  readonly delivered: number;
  readonly deadLettered: number;
  readonly dropped: number;
  /** Left unsettled when their partition went to another member, which reads them again. */
  readonly returned: number;
  /** Counted record by record in the ledgers of the partitions, not derived from the others. */
  readonly inFlight: number;
  readonly imbalance: number;
}

export interface PartitionStatus {
  readonly topic: string;
  readonly partition: number;
  /** Next offset to be fetched. */
  readonly position: number;
  /** Every offset below is settled. */
  readonly settled: number | undefined;
  /** Every offset below is committed. */
  readonly committed: number | undefined;
  /** Records between the settled offset and the end; undefined until the end is known. */
  readonly lagRecords: number | undefined;
  /** Age of the oldest record not yet settled; 0 when caught up. */
  readonly lagSeconds: number | undefined;
  readonly inFlightRecords: number;
  readonly inFlightBytes: number;
  readonly pause: PauseReason | undefined;
}

export interface PauseReason {
  /** `backpressure`: the memory budget is used up. `halted`: a fault that an operator must mend. */
  readonly kind: 'backpressure' | 'halted';
  readonly code?: ErrorCode;
  readonly reason: string;
  readonly sinceMs: number;
  /** When it will be tried again. */
  readonly nextProbeAtMs?: number;
}
