import type { PartitionStatus, PipelineStatus } from '@fleetlane/stream';
import { describe, expect, test } from 'vitest';
import { liveness, readiness, startup } from './health.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

function statusWith(change: Partial<PipelineStatus>): PipelineStatus {
  return {
    state: 'running',
    source: { state: 'reading', rebalances: 1 },
    ledger: { received: 0, delivered: 0, deadLettered: 0, dropped: 0, returned: 0, inFlight: 0, imbalance: 0 },
    inFlightBytes: 0,
    inFlightLimitBytes: 1,
    lastSettledAtMs: NOW - 10,
    heartbeatAtMs: NOW - 10,
    partitions: [partitionWith({})],
    ...change,
  };
}

function partitionWith(change: Partial<PartitionStatus>): PartitionStatus {
  return {
    topic: 'telemetry', partition: 0, position: 5, settled: 5, committed: 5, lagRecords: 0, lagSeconds: 0, inFlightRecords: 0, inFlightBytes: 0, pause: undefined,
    ...change,
  };
}

const halted = partitionWith({ inFlightRecords: 3, lagSeconds: 7200, pause: { kind: 'halted', code: 'SINK_INDEX_CLOSED', reason: 'index a is closed', sinceMs: 0 } });
const waiting = (lagSeconds: number): PartitionStatus => partitionWith({ partition: 1, inFlightRecords: 3, lagSeconds });

describe('liveness', () => {
  test.each<[title: string, change: Partial<PipelineStatus>, alive: boolean]>([
    ['while it runs', {}, true],
    ['just before the pump has stood still for 30 s', { heartbeatAtMs: NOW - 29_999 }, true],
    ['not after the pump has stood still for 30 s', { heartbeatAtMs: NOW - 30_000 }, false],
    ['while a long drain goes on and the loop has ended on purpose', { state: 'draining', heartbeatAtMs: NOW - 10 * MINUTE }, true],
    ['while Kafka is away', { source: { state: 'recovering', reason: 'no broker answers', rebalances: 1 } }, true],
    ['while it waits for the destination at the start', { state: 'starting', source: { state: 'joining', rebalances: 0 } }, true],
    ['while every partition is halted', { partitions: [halted] }, true],
    ['while nothing was settled for hours', { lastSettledAtMs: NOW - 200 * MINUTE, partitions: [waiting(12_000)] }, true],
    ['not when the consumer was given up', { source: { state: 'failed', reason: 'authentication', rebalances: 1 } }, false],
    ['not when the pipeline failed', { state: 'failed' }, false],
  ])('is given %s', (_, change, alive) => {
    const { status, reasons } = liveness(statusWith(change), NOW);
    expect(status).toBe(alive ? 'ok' : 'error');
    expect(reasons).toHaveLength(alive ? 0 : 1);
  });
});

describe('readiness', () => {
  test.each<[title: string, change: Partial<PipelineStatus>, reasons: string[]]>([
    ['when it runs', {}, []],
    ['with an empty assignment: there are more members than partitions', { partitions: [] }, []],
    ['when idle for long', { lastSettledAtMs: NOW - 60 * MINUTE }, []],
    ['when a record has just come after an idle hour (flapped on the first record)', { lastSettledAtMs: NOW - 60 * MINUTE, partitions: [waiting(0.2)] }, []],
    ['when it works off a backlog of old records', { partitions: [waiting(7200)] }, []],
    ['when one of two partitions is halted', { partitions: [halted, partitionWith({ partition: 1 })] }, []],
    ['when one is halted and the others are idle', { lastSettledAtMs: NOW - 60 * MINUTE, partitions: [halted, partitionWith({ partition: 1 })] }, []],
    ['when backpressure pauses all partitions but records settle', { partitions: [partitionWith({ inFlightRecords: 9, lagSeconds: 500, pause: { kind: 'backpressure', reason: 'full', sinceMs: 0 } })] }, []],

    ['not while it is being opened', { state: 'starting', partitions: [] }, ['the pipeline is still being opened; the log says what it waits for']],
    ['not while the group is being joined', { source: { state: 'joining', rebalances: 0 }, partitions: [] }, ['the consumer group is being joined; if this lasts, check kafka.brokers and the rights on the group']],
    ['not while nothing is read', { source: { state: 'recovering', reason: 'no broker answers', rebalances: 1 } }, ['nothing is read from Kafka (no broker answers); it goes on by itself once Kafka answers']],
    ['not when reading has ended', { state: 'failed', source: { state: 'failed', reason: 'authentication', rebalances: 1 } }, ['reading has ended for good (authentication); restart the service']],
    ['not when every partition is halted', { partitions: [halted] }, ['every partition is halted, the first by SINK_INDEX_CLOSED: index a is closed; docs/errors.md says what to do']],
    ['not when records wait and nothing settles', { lastSettledAtMs: NOW - 2 * MINUTE, partitions: [waiting(90)] }, ['3 records wait and none was settled for 90 s; check the destination']],
    ['not when nothing was ever settled', { lastSettledAtMs: undefined, partitions: [waiting(90)] }, ['3 records wait and none was settled for 90 s; check the destination']],
  ])('is given %s', (_, change, reasons) => {
    const verdict = readiness(statusWith(change), NOW, { stalledAfterMs: MINUTE });
    expect(verdict.reasons).toEqual(reasons);
    expect(verdict.status).toBe(reasons.length === 0 ? 'ok' : 'error');
  });

  test.each(['draining', 'stopped'] as const)('is shutting_down when %s, whatever else is wrong', (state) => {
    expect(readiness(statusWith({ state, partitions: [halted] }), NOW, { stalledAfterMs: MINUTE }).status).toBe('shutting_down');
  });

  test('names halted partitions although the others go on', () => {
    expect(readiness(statusWith({ partitions: [halted, partitionWith({ partition: 1 })] }), NOW, { stalledAfterMs: MINUTE })).toEqual({
      status: 'ok',
      reasons: [],
      halted: [{ topic: 'telemetry', partition: 0, code: 'SINK_INDEX_CLOSED', reason: 'index a is closed' }],
    });
  });
});

test.each([['starting', 'error'], ['running', 'ok'], ['draining', 'ok'], ['failed', 'ok']] as const)('startup of a pipeline that is %s is %s', (state, verdict) => {
  expect(startup(statusWith({ state })).status).toBe(verdict);
});
