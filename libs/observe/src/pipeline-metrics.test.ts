import type { PartitionStatus, PipelineStatus, StreamRecord } from '@fleetlane/stream';
import { describe, expect, test } from 'vitest';
import { CONSTANT_LABELS, METRICS, metricsReference } from './metric-catalogue.ts';
import { PipelineMetrics } from './pipeline-metrics.ts';

const partition = (number: number, change: Partial<PartitionStatus> = {}): PartitionStatus => ({
  topic: 't', partition: number, position: 0, settled: 0, committed: 0, lagRecords: 7, lagSeconds: 1.5, inFlightRecords: 2, inFlightBytes: 20, pause: undefined,
  ...change,
});

const STATUS: PipelineStatus = {
  state: 'running',
  source: { state: 'reading', rebalances: 3 },
  ledger: { received: 10, delivered: 8, deadLettered: 0, dropped: 0, returned: 0, inFlight: 2, imbalance: 0 },
  inFlightBytes: 20,
  inFlightLimitBytes: 100,
  lastSettledAtMs: 1,
  heartbeatAtMs: 1,
  partitions: [partition(0), partition(1, { lagRecords: undefined, lagSeconds: undefined, pause: { kind: 'halted', reason: 'x', sinceMs: 0 } })],
};

/** Samples by name and labels, without the constant ones. */
async function scrape(metrics: PipelineMetrics): Promise<Map<string, number>> {
  const samples = new Map<string, number>();
  for (const line of (await metrics.scrape()).split('\n')) {
    const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (match) samples.set(`${match[1]}{${(match[2] ?? '').replace(/,?service="sink",pipeline="p"/, '')}}`, Number(match[3]));
  }
  return samples;
}

function setUp() {
  const metrics = new PipelineMetrics({ service: 'sink', version: '1.2.3', pipeline: 'p', sink: 'opensearch' });
  const current = { status: STATUS, ready: true };
  metrics.watch(() => current.status, () => current.ready);
  return { metrics, current };
}

const recordsAged = (...agesMs: number[]): StreamRecord[] => agesMs.map((age) => ({ timestampMs: 100_000 - age }) as StreamRecord);

describe('counters', () => {
  test('count what the pipeline tells', async () => {
    const { metrics } = setUp();
    metrics.received('t', 10, 1000);
    metrics.delivered('t', recordsAged(0, 0), 200, 100_000);
    metrics.deadLettered('t', 'RECORD_MALFORMED', 3);
    metrics.dropped('t', 'RECORD_TOMBSTONE', 1, true);
    metrics.returned('t', 4);
    metrics.writeAttempt('ok', undefined, 2);
    metrics.writeAttempt('retry', 'SINK_OVERLOADED', 5);
    metrics.committed('fenced');
    const samples = await scrape(metrics);
    expect(Object.fromEntries([...samples].filter(([name]) => name.includes('_total') && name.startsWith('fleetlane')))).toEqual({
      'fleetlane_records_received_total{topic="t"}': 10,
      'fleetlane_bytes_received_total{topic="t"}': 1000,
      'fleetlane_records_delivered_total{topic="t",sink="opensearch"}': 2,
      'fleetlane_bytes_delivered_total{topic="t",sink="opensearch"}': 200,
      'fleetlane_records_dead_lettered_total{topic="t",code="RECORD_MALFORMED"}': 3,
      'fleetlane_records_dropped_total{topic="t",code="RECORD_TOMBSTONE",intentional="true"}': 1,
      'fleetlane_records_returned_total{topic="t"}': 4,
      'fleetlane_write_attempts_total{sink="opensearch",result="ok",code=""}': 2,
      'fleetlane_write_attempts_total{sink="opensearch",result="retry",code="SINK_OVERLOADED"}': 5,
      'fleetlane_commits_total{result="fenced"}': 1,
      'fleetlane_rebalances_total{}': 3,
    });
  });

  test('do not count the joins of the group again at every scrape', async () => {
    const { metrics } = setUp();
    await metrics.scrape();
    expect((await scrape(metrics)).get('fleetlane_rebalances_total{}')).toBe(3);
  });
});

describe('histograms', () => {
  test('are cumulative, with a record on a boundary below it and one beyond all in +Inf', async () => {
    const { metrics } = setUp();
    metrics.delivered('t', recordsAged(50, 51, 700, 7_200_000), 1, 100_000);
    metrics.delivered('t', recordsAged(-30_000), 1, 100_000);
    const samples = await scrape(metrics);
    const bucket = (le: string): number | undefined => samples.get(`fleetlane_delivery_latency_seconds_bucket{topic="t",sink="opensearch",le="${le}"}`);
    expect([bucket('0.05'), bucket('0.1'), bucket('0.5'), bucket('1'), bucket('3600'), bucket('+Inf')]).toEqual([2, 3, 3, 4, 4, 5]);
    expect(samples.get('fleetlane_delivery_latency_seconds_count{topic="t",sink="opensearch"}')).toBe(5);
    expect(samples.get('fleetlane_delivery_latency_seconds_sum{topic="t",sink="opensearch"}')).toBeCloseTo(7200.801, 6);
  });

  test('keep topics apart', async () => {
    const { metrics } = setUp();
    metrics.delivered('a', recordsAged(1), 1, 100_000);
    metrics.delivered('b', recordsAged(1, 1), 1, 100_000);
    const samples = await scrape(metrics);
    expect(samples.get('fleetlane_delivery_latency_seconds_count{topic="a",sink="opensearch"}')).toBe(1);
    expect(samples.get('fleetlane_delivery_latency_seconds_count{topic="b",sink="opensearch"}')).toBe(2);
  });

  test('take the size and duration of a batch', async () => {
    const { metrics } = setUp();
    metrics.batchWritten({ records: 100, bytes: 48_000, durationMs: 30 });
    const samples = await scrape(metrics);
    expect(samples.get('fleetlane_batch_records_sum{sink="opensearch"}')).toBe(100);
    expect(samples.get('fleetlane_batch_bytes_sum{sink="opensearch"}')).toBe(48_000);
    expect(samples.get('fleetlane_write_duration_seconds_sum{sink="opensearch"}')).toBe(0.03);
  });
});

describe('gauges', () => {
  test('are read from the pipeline at the scrape', async () => {
    const { metrics, current } = setUp();
    expect((await scrape(metrics)).get('fleetlane_in_flight_bytes{}')).toBe(20);
    current.status = { ...STATUS, inFlightBytes: 33, ledger: { ...STATUS.ledger, imbalance: 5 } };
    current.ready = false;
    const samples = await scrape(metrics);
    expect(samples.get('fleetlane_in_flight_bytes{}')).toBe(33);
    expect(samples.get('fleetlane_ledger_imbalance_records{}')).toBe(5);
    expect(samples.get('fleetlane_ready{}')).toBe(0);
    expect(samples.get('fleetlane_paused{reason="halted"}')).toBe(1);
    expect(samples.get('fleetlane_paused{reason="backpressure"}')).toBe(0);
  });

  test('are absent for a partition whose lag is unknown, never -1', async () => {
    const samples = await scrape(setUp().metrics);
    expect(samples.get('fleetlane_consumer_lag_records{topic="t",partition="0"}')).toBe(7);
    expect(samples.has('fleetlane_consumer_lag_records{topic="t",partition="1"}')).toBe(false);
    expect(samples.has('fleetlane_oldest_undelivered_age_seconds{topic="t",partition="1"}')).toBe(false);
  });

  test('are gone for a partition that went to another member', async () => {
    const { metrics, current } = setUp();
    await metrics.scrape();
    current.status = { ...STATUS, partitions: [] };
    expect([...(await scrape(metrics)).keys()].filter((name) => name.includes('partition='))).toEqual([]);
  });
});

describe('the catalogue', () => {
  test('is what is exposed: every metric with its type, labels and constant labels, and no other of ours', async () => {
    const { metrics } = setUp();
    metrics.received('t', 1, 1);
    metrics.delivered('t', recordsAged(1), 1, 100_000);
    metrics.deadLettered('t', 'RECORD_MALFORMED', 1);
    metrics.dropped('t', 'RECORD_TOMBSTONE', 1, true);
    metrics.returned('t', 1);
    metrics.writeAttempt('ok', undefined, 1);
    metrics.batchWritten({ records: 1, bytes: 1, durationMs: 1 });
    metrics.committed('committed');
    const text = await metrics.scrape();
    const types = Object.fromEntries([...text.matchAll(/^# TYPE (fleetlane_\w+) (\w+)$/gm)].map(([, name, type]) => [name, type]));
    expect(types).toEqual(Object.fromEntries(Object.entries(METRICS).map(([name, { type }]) => [name, type])));
    for (const [name, { type, labels }] of Object.entries(METRICS)) {
      const sample = new RegExp(`^${name}${type === 'histogram' ? '_count' : ''}\\{(.*?)\\} `, 'm').exec(text)![1]!;
      const exposed = [...sample.matchAll(/(\w+)="/g)].map(([, label]) => label);
      expect([name, ...exposed.sort()]).toEqual([name, ...[...labels, ...CONSTANT_LABELS].sort()]);
    }
  });

  test('comes with the metrics of the process', async () => {
    const text = await setUp().metrics.scrape();
    for (const name of ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_p99_seconds']) expect(text).toContain(`# TYPE ${name} `);
  });

  test('is written as a table', () => {
    expect(metricsReference()).toContain('| `fleetlane_records_received_total` | counter | `topic` | Records read from the source. |\n');
    expect(metricsReference().trim().split('\n').filter((line) => line.startsWith('| `fleetlane'))).toHaveLength(Object.keys(METRICS).length);
  });
});
