import type { PipelineStatus } from '@fleetlane/stream';

export interface HealthVerdict {
  readonly status: 'ok' | 'error' | 'shutting_down';
  /** Empty when all is well; otherwise each says what is wrong and what to do. */
  readonly reasons: readonly string[];
}

export interface HealthOptions {
  /** Not ready when records wait and none has been settled for this long. */
  readonly stalledAfterMs: number;
}

const PUMP_STANDSTILL_MS = 30_000;
const OK: HealthVerdict = { status: 'ok', reasons: [] };

/**
 * Whether the process should be replaced: only when its own loop stands still or its consumer was given up. Never because
 * Kafka or OpenSearch is away: a new process would not reach them either.
 */
export function liveness(status: PipelineStatus, nowMs: number): HealthVerdict {
  const standstillMs = nowMs - status.heartbeatAtMs;
  if (status.state === 'failed' || status.source.state === 'failed') return error([`the consumer was given up (${status.source.reason ?? 'see the log'}); the process must be restarted`]);
  if (standstillMs > PUMP_STANDSTILL_MS) return error([`the pump has stood still for ${seconds(standstillMs)}; the process must be restarted`]);
  return OK;
}

/** Whether the pipeline has begun to read. */
export function startup(status: PipelineStatus): HealthVerdict {
  return status.state === 'starting' ? error(['the pipeline is still being opened; the log says what it waits for']) : OK;
}

/** Whether records get through. Red means: look here, and do not go on with a roll-out. */
export function readiness(status: PipelineStatus, nowMs: number, { stalledAfterMs }: HealthOptions): HealthVerdict {
  if (status.state === 'draining' || status.state === 'stopped') return { status: 'shutting_down', reasons: ['the service is being stopped'] };
  const reasons: string[] = [];
  if (status.state === 'starting') reasons.push('the pipeline is still being opened; the log says what it waits for');
  if (status.state === 'failed' || status.source.state === 'failed') reasons.push(`reading has ended for good (${status.source.reason ?? 'see the log'}); restart the service`);
  else if (status.source.state === 'recovering') reasons.push(`nothing is read from Kafka (${status.source.reason ?? 'see the log'})`);
  const halted = status.partitions.filter(({ pause }) => pause?.kind === 'halted');
  if (halted.length > 0 && halted.length === status.partitions.length) {
    reasons.push(`every partition is halted, the first by ${halted[0]!.pause!.code ?? 'an unknown fault'}: ${halted[0]!.pause!.reason}`);
  }
  const waitedMs = nowMs - Math.max(status.lastSettledAtMs ?? 0, oldestArrivalMs(status, nowMs));
  if (status.ledger.inFlight > 0 && waitedMs > stalledAfterMs) {
    reasons.push(`${status.ledger.inFlight} records wait and none was settled for ${seconds(waitedMs)}; check the destination`);
  }
  return reasons.length === 0 ? OK : error(reasons);
}

/** Before the first settlement there is only the age of what waits to go by. */
function oldestArrivalMs(status: PipelineStatus, nowMs: number): number {
  if (status.lastSettledAtMs !== undefined) return 0;
  const oldest = Math.max(0, ...status.partitions.map(({ lagSeconds }) => lagSeconds ?? 0));
  return nowMs - oldest * 1000;
}

function error(reasons: readonly string[]): HealthVerdict {
  return { status: 'error', reasons };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
