import { describe, expect, test } from 'vitest';
import type { Delivery, PartitionLease } from '@fleetlane/stream';
import { DeliveryQueue } from './delivery-queue.ts';

const lease = {} as PartitionLease;
const delivery = (bytes: number, of = lease): Delivery => ({ lease: of, records: [], firstOffset: 0, nextOffset: 1, bytes });
const never = new AbortController().signal;

describe('DeliveryQueue', () => {
  test('hands deliveries out in order and counts the bytes that wait', async () => {
    const queue = new DeliveryQueue();
    queue.push(delivery(10));
    queue.push(delivery(20));
    expect(queue.bytes).toBe(30);
    expect((await queue.read(never)).bytes).toBe(10);
    expect(queue.bytes).toBe(20);
  });

  test('a waiting reader gets the next delivery without it being counted', async () => {
    const queue = new DeliveryQueue();
    const reading = queue.read(never);
    queue.push(delivery(10));
    expect((await reading).bytes).toBe(10);
    expect(queue.bytes).toBe(0);
  });

  test('an aborted read rejects with the reason and loses nothing', async () => {
    const queue = new DeliveryQueue();
    const abort = new AbortController();
    const reading = queue.read(abort.signal);
    abort.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    queue.push(delivery(10));
    expect((await queue.read(never)).bytes).toBe(10);
  });

  test('forgets the unread deliveries of a lease that ended, and only those', async () => {
    const queue = new DeliveryQueue();
    const other = {} as PartitionLease;
    queue.push(delivery(10));
    queue.push(delivery(20, other));
    queue.drop((candidate) => candidate.lease === lease);
    expect(queue.bytes).toBe(20);
    expect((await queue.read(never)).lease).toBe(other);
  });

  test('a failure ends reading after what is queued', async () => {
    const queue = new DeliveryQueue();
    queue.push(delivery(10));
    queue.fail(new Error('over'));
    await queue.read(never);
    await expect(queue.read(never)).rejects.toThrow('over');
  });
});
