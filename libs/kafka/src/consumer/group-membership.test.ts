import { describe, expect, test } from 'vitest';
import { silentLogger, type Clock } from '@fleetlane/stream';
import type { ConsumerCluster } from './consumer-cluster.ts';
import { GroupMembership, type GenerationEnd } from './group-membership.ts';
import { encodeAssignment } from './group-protocol.ts';

/** Time that passes only when the test says so. */
class StepClock implements Clock {
  #now = 0;
  readonly #sleepers: { at: number; wake(): void }[] = [];
  now = (): number => this.#now;

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#sleepers.push({ at: this.#now + ms, wake: resolve });
    });
  }

  async pass(ms: number): Promise<void> {
    this.#now += ms;
    for (const sleeper of this.#sleepers.splice(0)) {
      if (sleeper.at <= this.#now) sleeper.wake();
      else this.#sleepers.push(sleeper);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const kafkaError = (type: string): Error => Object.assign(new Error(type), { type });

function harness() {
  const clock = new StepClock();
  const heartbeats: { fail?: Error; count: number } = { count: 0 };
  let lookups = 0;
  const coordinator = {
    joinGroup: async () => ({ memberId: 'me', leaderId: 'me', generationId: 3, members: [] }),
    syncGroup: async () => ({ memberAssignment: encodeAssignment([{ topic: 't', partition: 0 }]) }),
    heartbeat: async () => {
      heartbeats.count++;
      if (heartbeats.fail) throw heartbeats.fail;
    },
    leaveGroup: async () => undefined,
  };
  const cluster = {
    findCoordinator: async () => (lookups++, coordinator),
    partitionCounts: async () => new Map([['t', 1]]),
  } as unknown as ConsumerCluster;
  const ends: GenerationEnd[] = [];
  const membership = new GroupMembership(
    cluster,
    { groupId: 'g', sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 60_000, heartbeatIntervalMs: 1_000 },
    clock,
    silentLogger,
  );
  return { clock, heartbeats, ends, join: () => membership.join(['t'], [], (end) => ends.push(end)), membership, lookups: () => lookups };
}

describe('GroupMembership', () => {
  test('joins, and learns its partitions', async () => {
    const { join } = harness();
    expect(await join()).toEqual({ generationId: 3, memberId: 'me', leads: true, assigned: [{ topic: 't', partition: 0 }] });
  });

  test('heartbeats go on by themselves, whatever the records do', async () => {
    const { join, clock, heartbeats } = harness();
    await join();
    for (let second = 0; second < 5; second++) await clock.pass(1_000);
    expect(heartbeats.count).toBe(5);
  });

  test('a rebalance ends the generation once, and heartbeats go on while the partitions are given back', async () => {
    const { join, clock, heartbeats, ends } = harness();
    await join();
    heartbeats.fail = kafkaError('REBALANCE_IN_PROGRESS');
    for (let second = 0; second < 4; second++) await clock.pass(1_000);
    expect(ends.map(({ kind }) => kind)).toEqual(['rebalance']);
    expect(heartbeats.count).toBe(4);
  });

  test.each(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION'])('%s ends the generation without time to settle', async (type) => {
    const { join, clock, heartbeats, ends } = harness();
    await join();
    heartbeats.fail = kafkaError(type);
    await clock.pass(1_000);
    expect(ends.map(({ kind }) => kind)).toEqual(['lost']);
  });

  test('a coordinator that moved is looked for again and the membership kept', async () => {
    const { join, clock, heartbeats, ends, lookups } = harness();
    await join();
    heartbeats.fail = kafkaError('NOT_COORDINATOR_FOR_GROUP');
    await clock.pass(1_000);
    delete heartbeats.fail;
    await clock.pass(1_000);
    expect(ends).toEqual([]);
    expect(lookups()).toBe(2);
  });

  test('a coordinator that is silent for the session timeout has given our partitions away', async () => {
    const { join, clock, heartbeats, ends } = harness();
    await join();
    heartbeats.fail = Object.assign(new Error('refused'), { name: 'KafkaJSConnectionError' });
    for (let second = 0; second < 11; second++) await clock.pass(1_000);
    expect(ends.map(({ kind }) => kind)).toEqual(['lost']);
  });
});
