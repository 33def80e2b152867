import { afterEach, describe, expect, test } from 'vitest';
import type { PipelineStatus } from '@fleetlane/stream';
import { Scenario } from '../support/scenario.ts';
import { sharedOpenSearch } from '../support/shared-stack.ts';
import type { ServiceProcess } from '@fleetlane/harness-tool';

let scenario: Scenario | undefined;
afterEach(() => scenario?.end());

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const status = (sink: ServiceProcess): Promise<PipelineStatus> => sink.json<PipelineStatus>('/pipeline');

describe('OpenSearch goes away', () => {
  test('stopped for 20 s and started again: readiness tells, liveness does not, nothing is dead-lettered', async () => {
    scenario = await Scenario.create('stopped');
    const opensearch = await sharedOpenSearch();
    const sink = await scenario.startSink();
    await scenario.produce(3_000);
    await scenario.untilCommitted(sink);
    await opensearch.stop();
    const stoppedAt = Date.now();
    await scenario.produce(6_000);
    await sink.until('it is not ready', async () => (await sink.get('/readyz')).status === 503, 20_000);
    expect((await sink.get('/livez')).status).toBe(200);
    await pause(Math.max(0, 20_000 - (Date.now() - stoppedAt)));
    await opensearch.start();
    await scenario.untilCommitted(sink, 90_000);
    expect((await sink.get('/readyz')).status).toBe(200);
    expect(await sink.stop()).toBe(0);
    expect(await scenario.deadLetterIds()).toEqual([]);
    await scenario.expectBalanced();
  });

  test('frozen, so that connections stay open and nothing answers', async () => {
    scenario = await Scenario.create('frozen');
    const opensearch = await sharedOpenSearch();
    const sink = await scenario.startSink();
    await scenario.produce(2_000);
    await scenario.untilCommitted(sink);
    await opensearch.pause();
    try {
      await scenario.produce(6_000);
      await sink.until('it is not ready', async () => (await sink.get('/readyz')).status === 503, 30_000);
      expect((await sink.get('/livez')).status).toBe(200);
    } finally {
      await opensearch.resume();
    }
    await scenario.untilCommitted(sink, 90_000);
    expect(await sink.stop()).toBe(0);
    await scenario.expectBalanced();
  });
});

describe('one index is in trouble, the others are not', () => {
  test('a mapping conflict in a batch of good records dead-letters only the one', async () => {
    scenario = await Scenario.create('conflict', { partitions: 1 });
    await scenario.request('PUT', `/${scenario.index}`, { mappings: { properties: { speed_kmh: { type: 'integer' } } } });
    await scenario.produce(50);
    const bad = await scenario.produceOne(Buffer.from('{"speed_kmh":{"value":3}}'));
    await scenario.produce(50);
    const sink = await scenario.startSink();
    await scenario.untilCommitted(sink);
    await sink.stop();
    expect(await scenario.deadLetterIds()).toEqual([bad]);
    await scenario.expectBalanced();
  });

  test('a closed index halts its own partitions, and they go on when it is opened', async () => {
    scenario = await Scenario.create('closed');
    const other = await Scenario.create('open');
    try {
      const routes = [
        { topics: [scenario.topic], index: scenario.index, suffix: 'none' },
        { topics: [other.topic], index: other.index, suffix: 'none' },
      ];
      await scenario.request('PUT', `/${scenario.index}`);
      await scenario.request('POST', `/${scenario.index}/_close`);
      const sink = await scenario.startSink({ routes });
      await scenario.produce(3_000);
      await other.produce(6_000);
      await sink.until('the partitions of the closed index are halted', async () => (await status(sink)).partitions.filter(({ pause: reason }) => reason?.code === 'SINK_INDEX_CLOSED').length === 3);
      await sink.until('the other index has everything', async () => (await other.indexed()).length === 6_000);
      expect(await scenario.deadLetterIds()).toEqual([]);
      expect((await sink.get('/readyz')).status).toBe(200);
      expect((await sink.get('/metrics')).text).toMatch(/fleetlane_paused\{reason="halted"[^}]*\} 3/);
      await other.produce(1_000);
      await sink.until('the other index goes on', async () => (await other.indexed()).length === 7_000);
      await scenario.request('POST', `/${scenario.index}/_open`);
      await scenario.untilCommitted(sink);
      expect(await sink.stop()).toBe(0);
      await scenario.expectBalanced();
    } finally {
      await other.end();
    }
  });

  test('an index that is blocked for writing, as by a full disk, is waited for', async () => {
    scenario = await Scenario.create('blocked', { partitions: 1 });
    await scenario.request('PUT', `/${scenario.index}`);
    await scenario.request('PUT', `/${scenario.index}/_settings`, { 'index.blocks.read_only_allow_delete': true });
    const sink = await scenario.startSink();
    await scenario.produce(500);
    await sink.until('the partition is halted', async () => (await status(sink)).partitions[0]?.pause?.code === 'SINK_BLOCKED');
    expect((await sink.get('/readyz')).status).toBe(503);
    await scenario.request('PUT', `/${scenario.index}/_settings`, { 'index.blocks.read_only_allow_delete': null });
    await scenario.untilCommitted(sink);
    expect(await sink.stop()).toBe(0);
    expect(await scenario.deadLetterIds()).toEqual([]);
    await scenario.expectBalanced();
  });
});

describe('the dead-letter topic cannot be written', () => {
  test('the partition of the bad record waits and says so, the others go on, and it goes on once the topic is there', async () => {
    scenario = await Scenario.create('no-dlq', { partitions: 2, withoutDeadLetterTopic: true });
    const sink = await scenario.startSink();
    const bad = await scenario.produceOne(Buffer.from('no JSON'), 0);
    await scenario.produce(4_000);
    await sink.until('partition 0 is halted', async () => (await status(sink)).partitions.find(({ partition }) => partition === 0)?.pause?.code === 'DEAD_LETTER_UNWRITABLE');
    await sink.until('partition 1 is committed', async () => (await scenario!.kafka.committed(scenario!.group, scenario!.topic)).get(1) === 2_000);
    expect((await scenario.kafka.committed(scenario.group, scenario.topic)).get(0) ?? 0).toBeLessThanOrEqual(0);
    await scenario.kafka.createTopic(scenario.deadLetterTopic, 1);
    await scenario.untilCommitted(sink);
    expect(await sink.stop()).toBe(0);
    expect(await scenario.deadLetterIds()).toEqual([bad]);
    await scenario.expectBalanced();
  });
});
