import { describe, expect, test } from 'vitest';
import type { DeadLetter, PartitionLease } from '@fleetlane/stream';
import { ProduceError, type BatchProducer } from '../producer/batch-producer.ts';
import { decodeRecordSet } from '../record-batch/index.ts';
import * as at from '../record-batch/batch-format.ts';
import { KafkaDeadLetters } from './kafka-dead-letters.ts';

const lease: PartitionLease = { topic: 'vehicle-telemetry', partition: 5, revoked: new AbortController().signal, pause() {}, resume() {}, commit: async () => 'committed' };
const letter = (offset: number, value: Buffer | null = Buffer.from('bad')): DeadLetter => ({
  record: { lease, offset, timestampMs: 7, key: Buffer.from('k'), value, headers: [{ key: 'h', value: Buffer.from('1') }, { key: 'h', value: null }] },
  failure: { code: 'RECORD_MALFORMED', verdict: 'reject', reason: 'no JSON', attempts: 2, firstAtMs: 1_000, lastAtMs: 2_000 },
});
const never = new AbortController().signal;

function harness(partitions = 3) {
  const sent: { topic: string; partition: number; batch: Buffer; sequence: number; producerId: bigint }[] = [];
  const state: { failure?: Error; ids: bigint } = { ids: 0n };
  const producer = {
    partitionCount: async () => partitions,
    newProducerId: async () => ({ producerId: ++state.ids, producerEpoch: 0 }),
    send: async (topic: string, partition: number, batch: Buffer) => {
      if (state.failure) throw state.failure;
      sent.push({ topic, partition, batch, sequence: batch.readInt32BE(at.BASE_SEQUENCE), producerId: batch.readBigInt64BE(at.PRODUCER_ID) });
      return 0;
    },
  } as unknown as BatchProducer;
  return { sent, state, letters: new KafkaDeadLetters(producer, { topicTemplate: '{topic}.dlq', clusterName: 'msk' }, { now: () => 9_000, sleep: async () => undefined }) };
}

describe('KafkaDeadLetters', () => {
  test('keep key, value and headers as they came, and add where from and why', async () => {
    const { letters, sent } = harness();
    await letters.write([letter(41)], never);
    expect(sent[0]).toMatchObject({ topic: 'vehicle-telemetry.dlq', partition: 2 });
    const [record] = decodeRecordSet(sent[0]!.batch, { lease, fetchOffset: 0, isolationLevel: 'read_committed' }).records;
    expect([String(record!.key), String(record!.value)]).toEqual(['k', 'bad']);
    expect(record!.headers.slice(0, 2)).toEqual([{ key: 'h', value: Buffer.from('1') }, { key: 'h', value: null }]);
    expect(Object.fromEntries(record!.headers.slice(2).map(({ key, value }) => [key, String(value)]))).toEqual({
      'fleetlane-origin-cluster': 'msk',
      'fleetlane-origin-topic': 'vehicle-telemetry',
      'fleetlane-origin-partition': '5',
      'fleetlane-origin-offset': '41',
      'fleetlane-origin-timestamp': '7',
      'fleetlane-failure-code': 'RECORD_MALFORMED',
      'fleetlane-failure-stage': 'decode',
      'fleetlane-failure-verdict': 'reject',
      'fleetlane-failure-reason': 'no JSON',
      'fleetlane-failure-attempts': '2',
      'fleetlane-failure-first-at': '1970-01-01T00:00:01.000Z',
      'fleetlane-failure-last-at': '1970-01-01T00:00:02.000Z',
    });
  });

  test('a tombstone stays a tombstone', async () => {
    const { letters, sent } = harness();
    await letters.write([letter(1, null)], never);
    expect(decodeRecordSet(sent[0]!.batch, { lease, fetchOffset: 0, isolationLevel: 'read_committed' }).records[0]!.value).toBeNull();
  });

  test('number their batches, so that the broker drops one that it has already', async () => {
    const { letters, sent } = harness();
    await letters.write([letter(1), letter(2)], never);
    await letters.write([letter(3)], never);
    expect(sent.map(({ sequence, producerId }) => [sequence, producerId])).toEqual([[0, 1n], [2, 1n]]);
  });

  test('after a failed write begin anew under another producer id', async () => {
    const { letters, sent, state } = harness();
    await letters.write([letter(1)], never);
    state.failure = new ProduceError('SINK_UNREACHABLE', 'the sequence number is not the next one', 45);
    await expect(letters.write([letter(2)], never)).rejects.toMatchObject({ code: 'DEAD_LETTER_UNWRITABLE' });
    delete state.failure;
    await letters.write([letter(2)], never);
    expect(sent.at(-1)).toMatchObject({ sequence: 0, producerId: 2n });
  });

  test('a topic that does not exist is unwritable, and named', async () => {
    const { letters } = harness(0);
    await expect(letters.write([letter(1)], never)).rejects.toThrow('the dead-letter topic vehicle-telemetry.dlq does not exist');
  });
});
