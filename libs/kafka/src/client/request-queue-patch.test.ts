import { describe, expect, test } from 'vitest';
import { RequestQueueClass, type RequestQueuePrototype } from './kafkajs-internals.ts';
import { scheduleOnlyWhilePending } from './request-queue-patch.ts';

const original = RequestQueueClass.prototype.scheduleCheckPendingRequests;

function idleQueue(schedule: typeof original): RequestQueuePrototype & { checks: number } {
  const logger = { debug() {}, warn() {}, info() {}, error() {} };
  const queue = new RequestQueueClass({ maxInFlightRequests: null, requestTimeout: 1_000, enforceRequestTimeout: false, clientId: 'c', broker: 'b', logger });
  const check = queue.checkPendingRequests.bind(queue);
  const counting = Object.assign(queue, { checks: 0, scheduleCheckPendingRequests: schedule });
  counting.checkPendingRequests = () => {
    counting.checks++;
    check();
  };
  return counting;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the timer of a KafkaJS connection', () => {
  test('KafkaJS as published checks an idle queue without end (the defect)', async () => {
    const queue = idleQueue(original);
    queue.checkPendingRequests();
    await wait(100);
    clearTimeout(queue.throttleCheckTimeoutId!);
    queue.scheduleCheckPendingRequests = () => undefined;
    expect(queue.checks).toBeGreaterThan(20);
  });

  test('an idle queue arms no timer', async () => {
    const queue = idleQueue(scheduleOnlyWhilePending);
    queue.checkPendingRequests();
    await wait(100);
    expect(queue.checks).toBe(1);
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  test('a throttled queue is looked at again when the throttle is over', async () => {
    const queue = idleQueue(scheduleOnlyWhilePending);
    queue.throttledUntil = Date.now() + 50;
    queue.pending = [{ send() {}, expectResponse: true, correlationId: 1 }];
    queue.checkPendingRequests();
    await wait(120);
    expect(queue.checks).toBeGreaterThan(1);
    expect(queue.pending).toEqual([]);
  });
});
