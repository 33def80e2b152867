import { describe, expect, test } from 'vitest';
import { silentLogger, systemClock, type LeaseListener } from '@fleetlane/stream';
import type { ConsumerCluster } from './consumer-cluster.ts';
import { KafkaSource } from './kafka-source.ts';
import { KAFKA_SOURCE_DEFAULTS } from './kafka-source-options.ts';

const listener: LeaseListener = { assigned() {}, async revoking() {}, lost() {} };
const never = new AbortController().signal;

function source(fail: () => Error, giveUpAfter = 3) {
  let attempts = 0;
  const cluster = {
    refreshMetadata: async () => {
      attempts++;
      throw fail();
    },
    disconnect: async () => undefined,
  } as unknown as ConsumerCluster;
  const kafka = new KafkaSource(
    { connect: () => cluster, clock: systemClock, logger: silentLogger },
    { ...KAFKA_SOURCE_DEFAULTS, groupId: 'g', topics: { names: ['t'], patterns: [] }, restart: { firstDelayMs: 1, maxDelayMs: 5, giveUpAfter } },
  );
  return { kafka, attempts: () => attempts };
}

describe('a consumer that fails', () => {
  test('with what KafkaJS dies of in silence is started again, then given up, and says so', async () => {
    const { kafka, attempts } = source(() => new TypeError("Cannot read properties of undefined (reading '0')"));
    await kafka.open(listener, never);
    await expect(kafka.read(never)).rejects.toMatchObject({ code: 'SOURCE_FAILED' });
    expect(kafka.health()).toMatchObject({ state: 'failed', reason: expect.stringContaining('SOURCE_FAILED: Cannot read properties') as string });
    expect(attempts()).toBe(3);
    await kafka.close();
  });

  test('for want of rights is given up with the code that tells so', async () => {
    const { kafka } = source(() => Object.assign(new Error('Not authorized to access topics'), { type: 'TOPIC_AUTHORIZATION_FAILED' }));
    await kafka.open(listener, never);
    await expect(kafka.read(never)).rejects.toThrow();
    expect(kafka.health().reason).toContain('SOURCE_UNAUTHORIZED');
    await kafka.close();
  });

  test('because no broker answers tries for ever, and shows that it recovers', async () => {
    const { kafka, attempts } = source(() => Object.assign(new Error('connect ECONNREFUSED'), { name: 'KafkaJSConnectionError' }), 2);
    await kafka.open(listener, never);
    while (attempts() < 10) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(kafka.health()).toMatchObject({ state: 'recovering', reason: expect.stringContaining('SOURCE_UNREACHABLE') as string });
    await kafka.close();
    expect(kafka.health().state).toBe('closed');
  });
});
