import { expect, test } from 'vitest';
import { Tally } from './tally.ts';

const batch = { topic: 'cars', partition: 0, baseOffset: 0, records: 10, bytes: 5_000, dirty: [] };

test('batches add up by topic and partition, with their offsets', () => {
  const tally = new Tally({});
  tally.add({ ...batch, baseOffset: 100 });
  tally.add({ ...batch, partition: 2, baseOffset: 7 });
  tally.add({ ...batch, baseOffset: 110, records: 5 });
  tally.add({ ...batch, topic: 'activity' });
  expect(tally.produced).toBe(35);
  const [activity, cars] = tally.topics();
  expect(activity).toMatchObject({ topic: 'activity', records: 10 });
  expect(cars).toMatchObject({
    records: 25,
    bytes: 15_000,
    partitions: [{ partition: 0, records: 15, firstOffset: 100, lastOffset: 114 }, { partition: 2, records: 10, firstOffset: 7, lastOffset: 16 }],
  });
});

test('dirt is counted, listed by offset, and its fate predicted', () => {
  const tally = new Tally({});
  tally.add({ ...batch, baseOffset: 40, dirty: [{ place: 2, kind: 'tombstone' }, { place: 9, kind: 'null-island' }] });
  tally.add({ ...batch, topic: 'activity', dirty: [{ place: 0, kind: 'tombstone' }] });
  expect(tally.topics()[1]!.partitions[0]!.dirty).toEqual([{ offset: 42, kind: 'tombstone' }, { offset: 49, kind: 'null-island' }]);
  expect(tally.topics().map(({ expected }) => expected)).toEqual([{ indexed: 9, 'dead-lettered': 1 }, { indexed: 9, 'dead-lettered': 1 }]);
  expect(tally.expected()).toEqual({ indexed: 18, 'dead-lettered': 2 });
  expect(tally.dirt()).toEqual([
    { kind: 'null-island', records: 1, expectedFate: 'indexed' },
    { kind: 'tombstone', records: 2, expectedFate: 'dead-lettered' },
  ]);
});

test('the prediction follows how the sink is set', () => {
  const tally = new Tally({ needsEventTime: false });
  tally.add({ ...batch, dirty: [{ place: 0, kind: 'missing-field' }] });
  expect(tally.expected()).toEqual({ indexed: 10, 'dead-lettered': 0 });
});

test('beyond 200,000 dirty records the list ends and the counts go on', () => {
  const tally = new Tally({});
  const dirty = Array.from({ length: 150_000 }, (_, place) => ({ place, kind: 'empty' as const }));
  tally.add({ ...batch, records: 150_000, dirty });
  expect(tally.dirtyOffsetsComplete).toBe(true);
  tally.add({ ...batch, records: 150_000, dirty });
  expect(tally.dirtyOffsetsComplete).toBe(false);
  expect(tally.topics()[0]!.partitions[0]!.dirty).toHaveLength(200_000);
  expect(tally.expected()).toEqual({ indexed: 0, 'dead-lettered': 300_000 });
});
