import type { FetchLimits } from './consumer-cluster.ts';
import type { OffsetGonePolicy, StartPosition } from './offset-policy.ts';
import type { RestartPolicyOptions } from './restart-policy.ts';
import type { TopicSelection } from './topic-selection.ts';

export interface KafkaSourceOptions {
  readonly groupId: string;
  readonly topics: TopicSelection;
  readonly isolationLevel: FetchLimits['isolationLevel'];
  readonly start: StartPosition;
  readonly onOffsetGone: OffsetGonePolicy;
  /** Without a heartbeat for this long the broker gives our partitions to others: what a kill -9 costs in standstill. */
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** How long a rebalance waits for a member to come back. */
  readonly rebalanceTimeoutMs: number;
  /** How long the pipeline may settle and commit before its partitions go; shorter than the rebalance timeout. */
  readonly drainMs: number;
  readonly metadataMaxAgeMs: number;
  readonly fetch: {
    readonly maxWaitMs: number;
    readonly maxBytes: number;
    readonly maxBytesPerPartition: number;
    readonly maxQueuedBytes: number;
  };
  readonly checkCrc: boolean;
  readonly restart: RestartPolicyOptions;
}

export const KAFKA_SOURCE_DEFAULTS = {
  isolationLevel: 'read_committed',
  start: { from: 'earliest' },
  onOffsetGone: 'halt',
  sessionTimeoutMs: 15_000,
  heartbeatIntervalMs: 3_000,
  rebalanceTimeoutMs: 60_000,
  drainMs: 20_000,
  metadataMaxAgeMs: 30_000,
  fetch: { maxWaitMs: 250, maxBytes: 2 << 20, maxBytesPerPartition: 1 << 20, maxQueuedBytes: 2 << 20 },
  checkCrc: true,
  restart: { firstDelayMs: 500, maxDelayMs: 30_000, giveUpAfter: 10 },
} as const satisfies Omit<KafkaSourceOptions, 'groupId' | 'topics'>;
