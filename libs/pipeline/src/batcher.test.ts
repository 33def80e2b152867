import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PartitionLease, StreamRecord } from '@fleetlane/stream';
import { Batcher } from './batcher.ts';

const record = (bytes: number): StreamRecord => ({ lease: {} as PartitionLease, offset: 0, timestampMs: 0, key: null, value: Buffer.alloc(bytes), headers: [] });

describe('Batcher', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const sizes: number[] = [];
  const batcher = (limits = {}): Batcher => {
    sizes.length = 0;
    return new Batcher({ maxBytes: 1_000_000, maxRecords: 1_000, lingerMs: 100, ...limits }, (records) => sizes.push(records.length));
  };

  test('a steady trickle is flushed a linger after its first record, not after its last', () => {
    const trickle = batcher();
    for (let i = 0; i < 15; i++) {
      trickle.add(record(1));
      vi.advanceTimersByTime(10);
    }
    expect(sizes).toEqual([10]);
  });

  test('a batch is full at its number of records', () => {
    const full = batcher({ maxRecords: 3 });
    for (let i = 0; i < 7; i++) full.add(record(1));
    expect(sizes).toEqual([3, 3]);
  });

  test('a record that would not fit goes into the next batch, and one larger than a batch goes alone', () => {
    const full = batcher({ maxBytes: 1_000 });
    full.add(record(500));
    full.add(record(500));
    full.add(record(5_000));
    expect(sizes).toEqual([1, 1, 1]);
  });

  test('an idle batcher has no timer', () => {
    const idle = batcher();
    idle.add(record(1));
    vi.advanceTimersByTime(100);
    expect(vi.getTimerCount()).toBe(0);
  });
});
