import { decodeRecordSet } from '@fleetlane/kafka';
import type { PartitionLease } from '@fleetlane/stream';
import { expect, test } from 'vitest';
import { PartitionWriter, type PartitionWriterOptions } from './partition-writer.ts';
import type { ProducedBatch } from './tally.ts';

const record = { key: Buffer.from('VH-000001'), value: Buffer.alloc(100, 0x61), dirt: undefined };
const BASE_SEQUENCE_AT = 53;
const LEASE: PartitionLease = {
  topic: 'cars',
  partition: 4,
  revoked: new AbortController().signal,
  pause() {},
  resume() {},
  commit: async () => 'committed',
};

/** A broker that answers when it is told to. */
function setUp(options: Partial<PartitionWriterOptions> = {}) {
  const sent: { batch: Buffer; answer: (baseOffset: number) => void; refuse: (error: Error) => void }[] = [];
  const produced: ProducedBatch[] = [];
  const failures: unknown[] = [];
  const writer = new PartitionWriter('cars', 4, {
    compression: 'none',
    batchBytes: 300,
    producer: { producerId: 77n, producerEpoch: 1 },
    send: (_topic, _partition, batch) => new Promise((answer, refuse) => sent.push({ batch, answer, refuse })),
    onProduced: (batch) => produced.push(batch),
    onFailed: (error) => failures.push(error),
    ...options,
  });
  return { writer, sent, produced, failures };
}

test('a batch is full by its bytes, and is sent with its records, keys and times', async () => {
  const { writer, sent, produced } = setUp();
  writer.add(record, 1_000);
  writer.add({ ...record, value: null, dirt: 'tombstone' }, 1_005);
  expect(writer.isFull).toBe(false);
  writer.add(record, 1_009);
  expect(writer.isFull).toBe(true);
  writer.flush();
  sent[0]!.answer(50);
  await writer.sending;
  expect(produced).toEqual([{ topic: 'cars', partition: 4, baseOffset: 50, records: 3, bytes: 227, dirty: [{ place: 1, kind: 'tombstone' }] }]);
  const { records } = decodeRecordSet(sent[0]!.batch, { lease: LEASE, fetchOffset: 0, isolationLevel: 'read_uncommitted' });
  expect(records.map(({ key }) => key?.toString())).toEqual(['VH-000001', 'VH-000001', 'VH-000001']);
  expect(records.map(({ value }) => value?.length)).toEqual([100, undefined, 100]);
  expect(records.map(({ timestampMs }) => timestampMs)).toEqual([1_000, 1_005, 1_009]);
});

test('one batch is on its way at a time, and sequences go on without a gap', async () => {
  const { writer, sent, produced } = setUp();
  writer.add(record, 1);
  writer.add(record, 1);
  writer.flush();
  writer.add(record, 2);
  writer.flush();
  expect(sent).toHaveLength(1);
  sent[0]!.answer(0);
  await writer.sending;
  writer.flush();
  sent[1]!.answer(2);
  await writer.sending;
  expect(sent.map(({ batch }) => batch.readInt32BE(BASE_SEQUENCE_AT))).toEqual([0, 2]);
  expect(produced.map(({ records }) => records)).toEqual([2, 1]);
});

test('a record waits no longer than the linger, counted from the first of its batch', () => {
  const { writer } = setUp();
  expect(writer.hasWaited(0, 9_999)).toBe(false);
  writer.add(record, 1_000);
  writer.add(record, 1_030);
  expect(writer.hasWaited(40, 1_039)).toBe(false);
  expect(writer.hasWaited(40, 1_040)).toBe(true);
});

test('a batch that cannot be sent is told and never counted as produced', async () => {
  const { writer, sent, produced, failures } = setUp();
  writer.add(record, 1);
  writer.flush();
  sent[0]!.refuse(new Error('too large'));
  await writer.sending;
  expect(produced).toEqual([]);
  expect(failures).toEqual([new Error('too large')]);
});
