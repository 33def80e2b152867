import type { PartitionStatus, PipelineStatus } from '@fleetlane/stream';

export interface HealthVerdict {
  readonly status: 'ok' | 'error' | 'shutting_down';
  /** Empty when all is well; otherwise each says what is wrong and what to do. */
  readonly reasons: readonly string[];
  /** Of readiness: partitions that wait for an operator, also while the others go on and the verdict is `ok`. */
  readonly halted?: readonly HaltedPartition[];
}

export interface HaltedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly code: string;
  readonly reason: string;
}

export interface HealthOptions {
  /** Not ready when records wait and none has been settled for this long. */
  readonly stalledAfterMs: number;
}

const PUMP_STANDSTILL_MS = 30_000;
const OK: HealthVerdict = { status: 'ok', reasons: [] };

/**
 * Whether the process should be replaced: only when its own loop stands still or its consumer was given up. Never because
 * Kafka or OpenSearch is away: a new process would not reach them either. Nor while it drains, when the loop has ended on
 * purpose and the deadline of the shutdown is what bounds it.
 */
export function liveness(status: PipelineStatus, nowMs: number): HealthVerdict {
  if (status.state === 'failed' || status.source.state === 'failed') return error([`the consumer was given up (${why(status)}); the process must be restarted`]);
  const turns = status.state === 'starting' || status.state === 'running';
  const standstillMs = nowMs - status.heartbeatAtMs;
  if (turns && standstillMs >= PUMP_STANDSTILL_MS) return error([`the pump has stood still for ${seconds(standstillMs)}; the process must be restarted`]);
  return OK;
}

/** Whether the pipeline has begun to read. */
export function startup(status: PipelineStatus): HealthVerdict {
  return status.state === 'starting' ? error([OPENING]) : OK;
}

const OPENING = 'the pipeline is still being opened; the log says what it waits for';

/** Whether records get through. Red means: look here, and do not go on with a roll-out. */
export function readiness(status: PipelineStatus, nowMs: number, { stalledAfterMs }: HealthOptions): HealthVerdict {
  if (status.state === 'draining' || status.state === 'stopped') return { status: 'shutting_down', reasons: ['the service is being stopped; nothing needs to be done'] };
  const halted = status.partitions.flatMap(haltedPartition);
  const reasons = [...sourceReasons(status)];
  if (halted.length > 0 && halted.length === status.partitions.length) {
    const [{ code, reason }] = halted as [HaltedPartition];
    reasons.push(`every partition is halted, the first by ${code}: ${reason}; docs/errors.md says what to do`);
  }
  const { records, waitedMs } = waiting(status, nowMs);
  if (records > 0 && waitedMs > stalledAfterMs) reasons.push(`${records} records wait and none was settled for ${seconds(waitedMs)}; check the destination`);
  return { ...(reasons.length === 0 ? OK : error(reasons)), ...(halted.length > 0 ? { halted } : {}) };
}

function sourceReasons(status: PipelineStatus): string[] {
  if (status.state === 'failed' || status.source.state === 'failed') return [`reading has ended for good (${why(status)}); restart the service`];
  if (status.state === 'starting') return [OPENING];
  switch (status.source.state) {
    case 'joining':
      return [`the consumer group is being joined${status.source.reason === undefined ? '' : ` (${status.source.reason})`}; if this lasts, check kafka.brokers and the rights on the group`];
    case 'recovering':
      return [`nothing is read from Kafka (${why(status)}); it goes on by itself once Kafka answers`];
    default:
      return [];
  }
}

/**
 * Records of partitions that are not halted, and for how long nothing has moved. Both the last settlement and the age of the
 * oldest record must be long ago: after an idle hour the last settlement is old although the record has only just come.
 */
function waiting({ partitions, lastSettledAtMs = 0 }: PipelineStatus, nowMs: number): { records: number; waitedMs: number } {
  const flowing = partitions.filter(({ pause, inFlightRecords }) => pause?.kind !== 'halted' && inFlightRecords > 0);
  const oldestAgeMs = Math.max(0, ...flowing.map(({ lagSeconds = 0 }) => lagSeconds * 1000));
  return {
    records: flowing.reduce((sum, { inFlightRecords }) => sum + inFlightRecords, 0),
    waitedMs: Math.min(nowMs - lastSettledAtMs, oldestAgeMs),
  };
}

function haltedPartition({ topic, partition, pause }: PartitionStatus): HaltedPartition[] {
  return pause?.kind === 'halted' ? [{ topic, partition, code: pause.code ?? 'SINK_UNKNOWN', reason: pause.reason }] : [];
}

function why({ source }: PipelineStatus): string {
  return source.reason ?? 'the log says why';
}

function error(reasons: readonly string[]): HealthVerdict {
  return { status: 'error', reasons };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
