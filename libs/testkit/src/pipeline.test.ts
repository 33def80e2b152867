import { describe, expect, test } from 'vitest';
import { PIPELINE_DEFAULTS, Pipeline, type Intake, type PipelineOptions } from '@fleetlane/pipeline';
import { silentLogger } from '@fleetlane/stream';
import { FakeDeadLetters } from './fake-dead-letters.ts';
import { FakeLease } from './fake-lease.ts';
import { FakeSink, halt, reject, retry } from './fake-sink.ts';
import { FakeSource } from './fake-source.ts';
import { ManualClock, settle } from './manual-clock.ts';
import { silentObserver } from './silent-observer.ts';

async function started(options: Partial<PipelineOptions> = {}, intake?: Intake) {
  const clock = new ManualClock();
  const source = new FakeSource();
  const sink = new FakeSink();
  const deadLetters = new FakeDeadLetters();
  const pipeline = new Pipeline(
    { source, sink, deadLetters, clock, observer: silentObserver, logger: silentLogger, ...(intake ? { intake } : {}) },
    { ...PIPELINE_DEFAULTS, batch: { maxBytes: 1_000_000, maxRecords: 10, lingerMs: 0 }, retry: { firstMs: 10, maxMs: 10, durationMs: 1_000 }, probe: { firstMs: 100, maxMs: 100 }, commitIntervalMs: 0, ...options },
  );
  await pipeline.start();
  const pass = async (ms = 0): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    await clock.advance(ms);
    source.turn();
    await new Promise((resolve) => setTimeout(resolve, 2));
    await settle();
  };
  return { clock, source, sink, deadLetters, pipeline, pass };
}

describe('retries', () => {
  test('only what failed is written again; its neighbours settle at once', async () => {
    const { source, sink, pipeline, pass } = await started();
    const lease = source.assign(new FakeLease());
    sink.judge = ({ offset }) => (offset === 2 ? retry() : undefined);
    source.deliver(lease, 5);
    await pass();
    expect(pipeline.status().ledger).toMatchObject({ delivered: 4, inFlight: 1 });
    expect(lease.commits.at(-1)).toBe(2);
    sink.judge = () => undefined;
    await pass(20);
    expect(lease.commits.at(-1)).toBe(5);
    expect(sink.batches[0]).toBe(5);
    expect(new Set(sink.batches.slice(1))).toEqual(new Set([1]));
  });

  test('a record refused for load is dead-lettered when the retry duration is over, with its attempts and times', async () => {
    const { source, sink, deadLetters, pass } = await started();
    sink.judge = () => retry('SINK_RECORD_REJECTED_FOR_LOAD');
    source.deliver(source.assign(new FakeLease()), 1);
    await pass();
    for (let i = 0; i < 12; i++) await pass(100);
    const { failure } = deadLetters.letters[0]!;
    expect(failure).toMatchObject({ code: 'SINK_RECORD_REJECTED_FOR_LOAD', verdict: 'reject' });
    expect(failure.lastAtMs! - failure.firstAtMs!).toBeGreaterThanOrEqual(1_000);
    expect(failure.attempts).toBeGreaterThan(5);
  });

  test('an unreachable destination is waited for, however long it takes', async () => {
    const { source, sink, deadLetters, pipeline, pass } = await started();
    sink.judge = () => retry('SINK_UNREACHABLE');
    source.deliver(source.assign(new FakeLease()), 1);
    for (let i = 0; i < 20; i++) await pass(1_000);
    expect(deadLetters.letters).toEqual([]);
    sink.judge = () => undefined;
    await pass(100);
    expect(pipeline.status().ledger.delivered).toBe(1);
  });
});

describe('dead letters', () => {
  test('stand in their topic before the offset is committed', async () => {
    const { source, sink, deadLetters, pass } = await started();
    const lease = source.assign(new FakeLease());
    deadLetters.broken = true;
    sink.judge = ({ offset }) => (offset === 1 ? reject : undefined);
    source.deliver(lease, 3);
    await pass();
    expect(lease.commits.at(-1)).toBe(1);
    expect(lease.paused).toBe(true);
    deadLetters.broken = false;
    await pass(200);
    expect(deadLetters.letters).toHaveLength(1);
    expect(lease.commits.at(-1)).toBe(3);
    expect(lease.paused).toBe(false);
  });

  test('a refused record of one partition does not hold up another', async () => {
    const { source, sink, deadLetters, pass } = await started();
    const [bad, good] = [source.assign(new FakeLease('bad')), source.assign(new FakeLease('good'))];
    deadLetters.broken = true;
    sink.judge = ({ lease }) => (lease === bad ? reject : undefined);
    source.deliver(bad, 2);
    source.deliver(good, 2);
    await pass();
    expect(good.commits.at(-1)).toBe(2);
    expect(bad.commits.at(-1) ?? 0).toBe(0);
  });
});

describe('halts', () => {
  test('keep the records, pause only their partition, and try one record at a time', async () => {
    const { source, sink, deadLetters, pipeline, pass } = await started();
    const [closed, open] = [source.assign(new FakeLease('closed')), source.assign(new FakeLease('open'))];
    sink.judge = ({ lease }) => (lease === closed ? halt : undefined);
    source.deliver(closed, 5);
    source.deliver(open, 5);
    await pass();
    expect([closed.paused, open.paused]).toEqual([true, false]);
    expect(pipeline.status().partitions.find(({ topic }) => topic === 'closed')!.pause).toMatchObject({ kind: 'halted', code: 'SINK_INDEX_CLOSED' });
    const before = sink.batches.length;
    await pass(150);
    expect(new Set(sink.batches.slice(before))).toEqual(new Set([1]));
    sink.judge = () => undefined;
    await pass(150);
    expect(deadLetters.letters).toEqual([]);
    expect(closed.commits.at(-1)).toBe(5);
    expect(closed.paused).toBe(false);
  });

  test('a sink that throws has a defect: its records are kept, none is lost', async () => {
    const { source, sink, pipeline, pass } = await started();
    const lease = source.assign(new FakeLease());
    sink.defect = new TypeError('x is undefined');
    source.deliver(lease, 3);
    await pass();
    expect(pipeline.status().partitions[0]!.pause).toMatchObject({ code: 'SINK_UNKNOWN' });
    sink.defect = undefined;
    await pass(200);
    expect(lease.commits.at(-1)).toBe(3);
  });
});

describe('leases', () => {
  test('a partition that is taken back in good order is settled and committed first', async () => {
    const { source, sink, pass } = await started();
    const lease = source.assign(new FakeLease());
    sink.hold();
    source.deliver(lease, 3);
    await pass();
    const revoked = source.revoke([lease], 'orderly');
    await pass();
    sink.release();
    await revoked;
    expect(lease.commits).toEqual([3]);
  });

  test('what was in flight for a partition that is gone is returned, and its late result counts for nothing', async () => {
    const { source, sink, pipeline, pass } = await started();
    const lease = source.assign(new FakeLease());
    sink.hold();
    source.deliver(lease, 3);
    await pass();
    await source.revoke([lease], 'sudden');
    sink.release();
    await pass();
    expect(pipeline.status().ledger).toMatchObject({ received: 3, returned: 3, delivered: 0, inFlight: 0, imbalance: 0 });
    expect(lease.commits).toEqual([]);
  });
});

describe('intake, drain and failure', () => {
  test('a service may refuse or drop records before they are batched', async () => {
    const { source, sink, deadLetters, pipeline, pass } = await started({}, ({ offset }) => (offset === 0 ? { drop: 'RECORD_TOMBSTONE' } : offset === 1 ? reject : undefined));
    const lease = source.assign(new FakeLease());
    source.deliver(lease, 3);
    await pass();
    expect(pipeline.status().ledger).toMatchObject({ dropped: 1, deadLettered: 1, delivered: 1 });
    expect([sink.delivered.length, deadLetters.letters.length, lease.commits.at(-1)]).toEqual([1, 1, 3]);
  });

  test('a drain delivers and commits what was read, and says what it could not', async () => {
    const { source, sink, pipeline, clock, pass } = await started();
    const lease = source.assign(new FakeLease());
    source.deliver(lease, 3);
    await pass();
    sink.hold();
    source.deliver(lease, 2);
    await pass();
    const draining = pipeline.drain(1_000);
    await settle();
    expect(pipeline.status().state).toBe('draining');
    await clock.advance(1_000);
    expect(await draining).toEqual({ unsettled: 2 });
    expect(lease.commits.at(-1)).toBe(3);
  });

  test('a source that ends for good fails the pipeline', async () => {
    const { source, pipeline, pass } = await started();
    source.fail(new Error('given up'));
    await pass();
    expect(pipeline.status().state).toBe('failed');
  });
});
