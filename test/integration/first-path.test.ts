import { afterEach, describe, expect, test } from 'vitest';
import type { PipelineStatus } from '@fleetlane/stream';
import { Scenario } from '../support/scenario.ts';

let scenario: Scenario | undefined;
afterEach(() => scenario?.end());

describe('the first path: Kafka to OpenSearch', () => {
  test('everything produced is indexed once under topic+partition+offset, and committed', async () => {
    scenario = await Scenario.create('first');
    await scenario.produce(20_000);
    const sink = await scenario.startSink();
    await scenario.untilCommitted(sink);
    expect((await sink.get('/readyz')).status).toBe(200);
    expect((await sink.get('/livez')).status).toBe(200);
    const { ledger, partitions } = await sink.json<PipelineStatus>('/pipeline');
    expect(ledger).toMatchObject({ received: 20_000, delivered: 20_000, deadLettered: 0, inFlight: 0, imbalance: 0 });
    expect(partitions.map(({ lagRecords }) => lagRecords)).toEqual([0, 0, 0]);
    const metrics = (await sink.get('/metrics')).text;
    expect(metrics).toMatch(/fleetlane_records_delivered_total\{[^}]*\} 20000/);
    expect(metrics).toMatch(/fleetlane_ledger_imbalance_records\{[^}]*\} 0/);
    expect(await sink.stop()).toBe(0);
    await scenario.expectBalanced();
  });

  test('records go to the index of the day in which they happened', async () => {
    scenario = await Scenario.create('daily', { config: {} });
    const sink = await scenario.startSink({ routes: [{ topics: [scenario.topic], index: scenario.index, suffix: 'day' }] });
    for (const [value, expectedIndex] of [
      ['{"event_time":"2026-11-20T23:59:59.999Z"}', '2026.11.20'],
      ['{"event_time":"2026-11-21T00:30:00+01:00"}', '2026.11.20'],
      ['{"event_time":1795219200}', '2026.11.21'],
      ['{"nested":{"event_time":"2020-01-01T00:00:00Z"},"event_time":"2026-11-22T12:00:00Z"}', '2026.11.22'],
    ] as const) {
      const id = await scenario.produceOne(Buffer.from(value));
      await scenario.untilCommitted(sink);
      const { found } = await scenario.request<{ found: boolean }>('GET', `/${scenario.index}-${expectedIndex}/_doc/${encodeURIComponent(id)}`);
      expect(found).toBe(true);
    }
    expect(await sink.stop()).toBe(0);
  });
});
