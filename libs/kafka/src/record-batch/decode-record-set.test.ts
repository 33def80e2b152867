import { crc32c } from '@node-rs/crc32';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StreamError, type PartitionLease, type RecordHeader } from '@fleetlane/stream';
import * as at from './batch-format.ts';
import { CODECS, compress, type CodecName } from './codecs.ts';
import { decodeRecordSet, type DecodeOptions } from './decode-record-set.ts';
import { encodeRecordBatch, type RecordToEncode } from './encode-record-batch.ts';

const lease: PartitionLease = { topic: 't', partition: 0, revoked: new AbortController().signal, pause() {}, resume() {}, commit: async () => 'committed' };
const decode = (recordSet: Buffer, options: Partial<DecodeOptions> = {}) =>
  decodeRecordSet(recordSet, { lease, fetchOffset: 0, isolationLevel: 'read_committed', ...options });
const record = (value: string, key: string | null = 'k'): RecordToEncode => ({ key: key === null ? null : Buffer.from(key), value: Buffer.from(value), timestampMs: 1_000 });
const values = (recordSet: Buffer, options: Partial<DecodeOptions> = {}): string[] => decode(recordSet, options).records.map(({ value }) => String(value));

/** Changes header fields of a finished batch and makes its checksum right again. */
function patch(batch: Buffer, change: (batch: Buffer) => void): Buffer {
  const copy = Buffer.from(batch);
  change(copy);
  copy.writeUInt32BE(crc32c(copy.subarray(at.ATTRIBUTES)), at.CRC);
  return copy;
}
const at_ = (baseOffset: number, batch: Buffer): Buffer => patch(batch, (b) => b.writeBigInt64BE(BigInt(baseOffset), at.BASE_OFFSET));
const transactional = (producerId: bigint, baseOffset: number, ...records: RecordToEncode[]): Buffer =>
  patch(at_(baseOffset, encodeRecordBatch(records)), (b) => {
    b.writeBigInt64BE(producerId, at.PRODUCER_ID);
    b.writeInt16BE(at.TRANSACTIONAL, at.ATTRIBUTES);
  });
const marker = (producerId: bigint, baseOffset: number, type: 'abort' | 'commit'): Buffer =>
  patch(at_(baseOffset, encodeRecordBatch([{ key: Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1]), value: Buffer.alloc(6), timestampMs: 1_000 }])), (b) => {
    b.writeBigInt64BE(producerId, at.PRODUCER_ID);
    b.writeInt16BE(at.TRANSACTIONAL | at.CONTROL, at.ATTRIBUTES);
  });

const bytes = fc.option(fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)), { nil: null });
const header: fc.Arbitrary<RecordHeader> = fc.record({ key: fc.string({ maxLength: 12, unit: 'grapheme' }), value: bytes });
const anyRecord: fc.Arbitrary<RecordToEncode> = fc.record({ key: bytes, value: bytes, timestampMs: fc.integer({ min: 0, max: 4_102_444_800_000 }), headers: fc.array(header, { maxLength: 4 }) });

describe('decodeRecordSet', () => {
  test.each(Object.keys(CODECS) as CodecName[])('reads back what was written with codec %s: keys, values, headers in order, times', (codec) => {
    fc.assert(
      fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 20 }), (records) => {
        const run = decode(encodeRecordBatch(records, { codec }));
        expect(run.nextOffset).toBe(records.length);
        run.records.forEach((decoded, index) => {
          const { key, value, timestampMs, headers } = records[index]!;
          expect({ offset: decoded.offset, key: decoded.key, value: decoded.value, timestampMs: decoded.timestampMs }).toEqual({ offset: index, key, value, timestampMs });
          expect(decoded.headers).toEqual(headers);
        });
      }),
      { numRuns: 60 },
    );
  });

  test("reads snappy as Java's producers frame it", () => {
    const plain = encodeRecordBatch([record('a'), record('b')]);
    const blocks = [plain.subarray(at.RECORDS, at.RECORDS + 5), plain.subarray(at.RECORDS + 5)].map((part) => compress('snappy', part));
    const framed = blocks.flatMap((block) => [Buffer.from([0, 0, 0, block.length]), block]);
    const body = Buffer.concat([Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]), ...framed]);
    const batch = patch(Buffer.concat([plain.subarray(0, at.RECORDS), body]), (b) => {
      b.writeInt32BE(b.length - at.LENGTH_PREFIX, at.BATCH_LENGTH);
      b.writeInt16BE(CODECS.snappy, at.ATTRIBUTES);
    });
    expect(values(batch)).toEqual(['a', 'b']);
  });

  test('keys and values are views into the fetched bytes', () => {
    const batch = encodeRecordBatch([record('value')]);
    expect(decode(batch).records[0]!.value!.buffer).toBe(batch.buffer);
  });

  test('a batch of more than 130,000 records is read (KafkaJS overflows its stack)', () => {
    const batch = encodeRecordBatch(Array.from({ length: 140_000 }, () => record('v')));
    expect(decode(batch).records).toHaveLength(140_000);
  });

  test('goes on behind the compacted tail of a batch, and behind an empty batch', () => {
    const compacted = patch(encodeRecordBatch([record('a')]), (b) => b.writeInt32BE(9, at.LAST_OFFSET_DELTA));
    expect(decode(compacted).nextOffset).toBe(10);
    const empty = patch(encodeRecordBatch([record('a')]).subarray(0, at.RECORDS), (b) => {
      b.writeInt32BE(at.RECORDS - at.LENGTH_PREFIX, at.BATCH_LENGTH);
      b.writeInt32BE(0, at.RECORD_COUNT);
      b.writeInt32BE(4, at.LAST_OFFSET_DELTA);
    });
    expect(decode(empty)).toMatchObject({ records: [], nextOffset: 5 });
  });

  test('records before the fetch offset are not delivered again', () => {
    expect(values(encodeRecordBatch([record('a'), record('b'), record('c')]), { fetchOffset: 2 })).toEqual(['c']);
  });

  test('a batch cut off by the byte limit waits for the next fetch', () => {
    const whole = encodeRecordBatch([record('a')]);
    const next = at_(1, encodeRecordBatch([record('b')]));
    const run = decode(Buffer.concat([whole, next.subarray(0, next.length - 3)]));
    expect(run.records).toHaveLength(1);
    expect(run.nextOffset).toBe(1);
  });

  test("a topic stamped by the broker shows the broker's time", () => {
    const batch = patch(encodeRecordBatch([record('a'), record('b')]), (b) => {
      b.writeInt16BE(at.LOG_APPEND_TIME, at.ATTRIBUTES);
      b.writeBigInt64BE(99_999n, at.MAX_TIMESTAMP);
    });
    expect(decode(batch).records.map(({ timestampMs }) => timestampMs)).toEqual([99_999, 99_999]);
  });
});

describe('transactions', () => {
  const abortedTransactions = [{ producerId: 7n, firstOffset: 0 }];

  test('aborted records are not delivered, committed ones of the same fetch are, markers never', () => {
    const log = Buffer.concat([transactional(7n, 0, record('no'), record('no')), transactional(8n, 2, record('yes')), marker(7n, 3, 'abort'), marker(8n, 4, 'commit'), transactional(7n, 5, record('later')), marker(7n, 6, 'commit')]);
    const run = decode(log, { abortedTransactions });
    expect(run.records.map(({ value }) => String(value))).toEqual(['yes', 'later']);
    expect(run.nextOffset).toBe(7);
  });

  test('an aborted record whose key looks like an abort marker does not make its neighbours visible (KafkaJS)', () => {
    const log = Buffer.concat([transactional(7n, 0, record('no'), { key: Buffer.alloc(4), value: Buffer.from('no'), timestampMs: 1 }), transactional(7n, 2, record('no')), marker(7n, 3, 'abort')]);
    expect(values(log, { abortedTransactions })).toEqual([]);
  });

  test('an abort marker in a later fetch still hides what was fetched before it', () => {
    expect(values(transactional(7n, 0, record('no')), { abortedTransactions })).toEqual([]);
  });

  test('two aborted transactions of one producer are both hidden', () => {
    const log = Buffer.concat([transactional(7n, 0, record('no')), marker(7n, 1, 'abort'), transactional(7n, 2, record('yes')), marker(7n, 3, 'commit'), transactional(7n, 4, record('no')), marker(7n, 5, 'abort')]);
    expect(values(log, { abortedTransactions: [{ producerId: 7n, firstOffset: 0 }, { producerId: 7n, firstOffset: 4 }] })).toEqual(['yes']);
  });

  test('records outside of transactions are never hidden', () => {
    expect(values(encodeRecordBatch([record('plain')]), { abortedTransactions: [{ producerId: -1n, firstOffset: 0 }] })).toEqual(['plain']);
  });

  test('read_uncommitted shows everything but markers', () => {
    const log = Buffer.concat([transactional(7n, 0, record('aborted')), marker(7n, 1, 'abort')]);
    expect(values(log, { abortedTransactions, isolationLevel: 'read_uncommitted' })).toEqual(['aborted']);
  });
});

describe('broken bytes', () => {
  test('a flipped bit is found by the checksum', () => {
    const batch = encodeRecordBatch([record('value')]);
    batch[batch.length - 3]! ^= 1;
    expect(() => decode(batch)).toThrow(/offset 0 of t\/0 is broken: its CRC-32C does not match/);
  });

  test('the old message formats are refused by name', () => {
    const batch = encodeRecordBatch([record('value')]);
    batch[at.MAGIC] = 1;
    expect(() => decode(batch)).toThrow(/message format 1 is not 2/);
  });

  test('a batch that would grow beyond the limit is refused, whatever the codec', () => {
    for (const codec of ['gzip', 'snappy', 'lz4', 'zstd'] as const) {
      const bomb = encodeRecordBatch([{ key: null, value: Buffer.alloc(1 << 20), timestampMs: 0 }], { codec });
      expect(() => decode(bomb, { maxDecompressedBatchBytes: 1 << 16 }), codec).toThrow(StreamError);
    }
  });

  test('any bytes either decode or are a StreamError; never another error, never an endless loop', () => {
    const good = Buffer.concat([encodeRecordBatch([record('a'), record('b', null)]), at_(2, encodeRecordBatch([record('c')], { codec: 'gzip' }))]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 }), (changes) => {
        const bad = Buffer.from(good);
        for (const [index, byte] of changes) bad[index] = byte;
        try {
          decode(bad, { checkCrc: false, maxDecompressedBatchBytes: 1 << 20 });
        } catch (error) {
          expect(error).toBeInstanceOf(StreamError);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
