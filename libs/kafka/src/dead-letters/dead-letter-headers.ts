import { ERRORS, type DeadLetter, type RecordHeader } from '@fleetlane/stream';

/** Long reasons are cut: a header is for reading, and a broker refuses records that grow too much. */
const MAX_REASON_BYTES = 2_000;

/**
 * The headers that a dead letter carries after the record's own: where it came from and why it is here. Names never change;
 * redriving reads them.
 */
export function deadLetterHeaders({ record, failure }: DeadLetter, cluster: string, nowMs: number): RecordHeader[] {
  const { topic, partition } = record.lease;
  const fields: Record<string, string> = {
    'fleetlane-origin-cluster': cluster,
    'fleetlane-origin-topic': topic,
    'fleetlane-origin-partition': String(partition),
    'fleetlane-origin-offset': String(record.offset),
    'fleetlane-origin-timestamp': String(record.timestampMs),
    'fleetlane-failure-code': failure.code,
    'fleetlane-failure-stage': ERRORS[failure.code].stage,
    'fleetlane-failure-verdict': failure.verdict,
    'fleetlane-failure-reason': Buffer.from(failure.reason).subarray(0, MAX_REASON_BYTES).toString('utf8'),
    'fleetlane-failure-attempts': String(failure.attempts ?? 1),
    'fleetlane-failure-first-at': new Date(failure.firstAtMs ?? nowMs).toISOString(),
    'fleetlane-failure-last-at': new Date(failure.lastAtMs ?? nowMs).toISOString(),
  };
  return Object.entries(fields).map(([key, value]) => ({ key, value: Buffer.from(value) }));
}
