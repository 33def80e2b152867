import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { indexedIds, KafkaAccess, ServiceProcess } from '@fleetlane/harness-tool';
import { openStack, type KafkaServer, type Stack } from '@fleetlane/stack-tool';
import type { PipelineStatus } from '@fleetlane/stream';
import { expectBalanced } from '../support/proof.ts';
import { sharedOpenSearch } from '../support/shared-stack.ts';

describe('a cluster of three brokers', () => {
  let stack: Stack;
  let kafka: KafkaServer;

  beforeAll(async () => {
    stack = await openStack({ progress: () => undefined });
    kafka = await stack.kafka({ nodes: 3, name: 'cluster', config: { 'offsets.topic.replication.factor': '3' } });
  });
  afterAll(() => stack.close());

  test('every broker is killed in turn: leaders move, records flow, and the group is not joined again', async () => {
    const topic = `cluster-${process.pid}`;
    const { url } = await sharedOpenSearch();
    const access = new KafkaAccess(kafka.bootstrap);
    await access.createTopic(topic, 6, { 'min.insync.replicas': '2' }, 3);
    await access.createTopic(`${topic}.dlq`, 1, {}, 3);
    const sink = await ServiceProcess.start(
      {
        kafka: { brokers: kafka.bootstrap, connectionTimeout: '2s', requestTimeout: '10s' },
        source: { group: topic, sessionTimeout: '45s' },
        routes: [{ topics: [topic], index: topic, suffix: 'none' }],
        opensearch: { nodes: [url] },
        flush: { linger: '100ms' },
        http: { host: '127.0.0.1', port: 0 },
      },
      mkdtempSync(join(tmpdir(), 'fleetlane-test-')),
    );
    const produced: string[] = [];
    const produce = async (): Promise<void> => {
      for (let partition = 0; partition < 6; partition++) {
        const records = Array.from({ length: 300 }, (_, n) => ({ key: null, value: Buffer.from(`{"n":${n}}`), timestampMs: Date.now() }));
        produced.push(...(await access.produce(topic, partition, records)));
      }
    };
    const settled = (): Promise<void> =>
      sink.until('everything produced is delivered', async () => (await sink.json<PipelineStatus>('/pipeline')).ledger.delivered >= produced.length, 90_000);
    try {
      await produce();
      await settled();
      for (const node of [1, 2, 3]) {
        await kafka.kill(node);
        await produce();
        await settled();
        await kafka.start(node);
      }
      await sink.until('everything is committed', async () => [...(await access.committed(topic, topic)).values()].every((offset) => offset === 1_200), 60_000);
      const { source, ledger } = await sink.json<PipelineStatus>('/pipeline');
      expect(source.rebalances).toBe(1);
      expect(ledger).toMatchObject({ delivered: produced.length, returned: 0, deadLettered: 0, imbalance: 0 });
      expect(await sink.stop()).toBe(0);
      expectBalanced({ produced, indexed: await indexedIds({ url }, topic), deadLettered: [] });
    } finally {
      await sink.kill();
      await access.close();
    }
  }, 300_000);
});
