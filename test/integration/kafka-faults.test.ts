import { afterEach, describe, expect, test } from 'vitest';
import { createKafka, type CodecName } from '@fleetlane/kafka';
import { silentLogger, type PipelineStatus } from '@fleetlane/stream';
import { Scenario } from '../support/scenario.ts';
import { sharedKafka } from '../support/shared-stack.ts';

let scenario: Scenario | undefined;
afterEach(() => scenario?.end());

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('what Kafka brings', () => {
  test('record batches of every codec', async () => {
    scenario = await Scenario.create('codecs');
    for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as CodecName[]) await scenario.produce(1_500, codec);
    const sink = await scenario.startSink();
    await scenario.untilCommitted(sink);
    expect(await sink.stop()).toBe(0);
    await scenario.expectBalanced();
  });

  test('of transactions only what was committed is delivered', async () => {
    scenario = await Scenario.create('transactions', { partitions: 1 });
    const producer = createKafka(scenario.kafka.connection, silentLogger).producer({ transactionalId: scenario.topic, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const write = async (end: 'commit' | 'abort', count: number): Promise<number> => {
      const transaction = await producer.transaction();
      const messages = Array.from({ length: count }, () => ({ key: Buffer.alloc(4), value: scenario!.goodValue() }));
      const [written] = await transaction.send({ topic: scenario!.topic, messages });
      await transaction[end]();
      return Number(written!.baseOffset);
    };
    for (let round = 0; round < 5; round++) {
      await write('abort', 7);
      const base = await write('commit', 5);
      for (let i = 0; i < 5; i++) scenario.produced.push(`${scenario.topic}+0+${base + i}`);
    }
    await write('abort', 3);
    await producer.disconnect();
    const sink = await scenario.startSink();
    await scenario.untilCommitted(sink);
    expect(await sink.stop()).toBe(0);
    expect((await scenario.indexed()).sort()).toEqual([...scenario.produced].sort());
  });

  test('a second member joins and leaves while records are written', async () => {
    scenario = await Scenario.create('rebalance', { partitions: 6 });
    const first = await scenario.startSink();
    const producing = (async () => {
      for (let round = 0; round < 24; round++) {
        await scenario.produce(1_000);
        await pause(250);
      }
    })();
    await pause(1_500);
    const second = await scenario.startSink();
    await second.until('it owns half', async () => (await second.json<PipelineStatus>('/pipeline')).partitions.length === 3, 30_000);
    expect((await first.json<PipelineStatus>('/pipeline')).partitions).toHaveLength(3);
    await pause(1_000);
    expect(await second.stop()).toBe(0);
    await first.until('it owns all again', async () => (await first.json<PipelineStatus>('/pipeline')).partitions.length === 6, 30_000);
    await producing;
    await scenario.untilCommitted(first);
    const { ledger } = await first.json<PipelineStatus>('/pipeline');
    expect(ledger.imbalance).toBe(0);
    expect(await first.stop()).toBe(0);
    await scenario.expectBalanced();
  });

  test('a broker that is killed and started again', async () => {
    scenario = await Scenario.create('broker');
    const kafka = await sharedKafka();
    const sink = await scenario.startSink();
    await scenario.produce(5_000);
    await scenario.untilCommitted(sink);
    await kafka.kill();
    await pause(3_000);
    expect((await sink.get('/livez')).status).toBe(200);
    await kafka.start();
    await scenario.produce(5_000);
    await scenario.untilCommitted(sink, 90_000);
    await sink.until('ready again', async () => (await sink.get('/readyz')).status === 200);
    expect(await sink.stop()).toBe(0);
    await scenario.expectBalanced();
  });

  test('a committed offset that retention has removed halts its partition and says what is gone', async () => {
    scenario = await Scenario.create('gone', { partitions: 1 });
    await scenario.produce(100);
    const before = await scenario.startSink();
    await scenario.untilCommitted(before);
    await before.stop();
    await scenario.produce(100);
    await scenario.kafka.deleteRecordsBefore(scenario.topic, 0, 150);
    const sink = await scenario.startSink();
    await sink.until('the partition is halted', async () => (await sink.json<PipelineStatus>('/pipeline')).partitions[0]?.pause?.code === 'SOURCE_OFFSET_GONE');
    const { partitions } = await sink.json<PipelineStatus>('/pipeline');
    expect(partitions[0]!.pause!.reason).toContain('offsets 100 to 149 are gone');
    expect((await sink.get('/readyz')).status).toBe(503);
    await sink.stop();
    const accepting = await scenario.startSink({ source: { group: scenario.group, sessionTimeout: '6s', onOffsetGone: 'earliest' } });
    await scenario.untilCommitted(accepting);
    await accepting.stop();
    expect(await scenario.indexed()).toHaveLength(150);
  });
});

describe('the sink itself is killed', () => {
  test('in mid-batch, again and again: nothing is lost, nothing stands twice, no commit was ahead', async () => {
    scenario = await Scenario.create('kill');
    await scenario.produce(30_000);
    for (let round = 0; round < 3; round++) {
      const sink = await scenario.startSink({ flush: { linger: '50ms', records: 500 }, commitInterval: '50ms' });
      const before = (await scenario.indexed()).length;
      await sink.until('some records arrive', async () => (await sink.json<PipelineStatus>('/pipeline')).ledger.delivered > 1_000 * (round + 1), 40_000);
      await sink.kill();
      await scenario.expectNoCommitAhead();
      expect((await scenario.indexed()).length).toBeGreaterThanOrEqual(before);
    }
    const last = await scenario.startSink();
    await scenario.untilCommitted(last);
    expect(await last.stop()).toBe(0);
    await scenario.expectBalanced();
  });
});
