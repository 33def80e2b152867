import { crc32c } from '@node-rs/crc32';
import type { RecordHeader } from '@fleetlane/stream';
import * as at from './batch-format.ts';
import { CODECS, compress, type CodecName } from './codecs.ts';
import { GrowingBuffer } from './growing-buffer.ts';

export interface RecordToEncode {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestampMs: number;
  readonly headers?: readonly RecordHeader[];
}

export interface ProducerState {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/**
 * Fills one record batch, record by record, in a buffer that is used again for the next. Offsets are relative: the broker
 * gives the base. Not for control or transactional batches, which brokers and coordinators write.
 */
export class RecordBatchBuilder {
  readonly #codec: CodecName;
  readonly #buffer = new GrowingBuffer(64 * 1024);
  #count = 0;
  #baseTimestampMs = 0;
  #maxTimestampMs = 0;

  constructor(codec: CodecName = 'none') {
    this.#codec = codec;
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes so far, before compression. */
  get bytes(): number {
    return this.#buffer.length;
  }

  add({ key, value, timestampMs, headers = [] }: RecordToEncode): void {
    if (this.#count === 0) this.#begin(timestampMs);
    const timestampDelta = timestampMs - this.#baseTimestampMs;
    const headerBytes = headers.length === 0 ? 1 : headersBytes(headers);
    const bodyBytes = 1 + varlongBytes(timestampDelta) + varintBytes(this.#count) + fieldBytes(key) + fieldBytes(value) + headerBytes;
    const buffer = this.#buffer;
    buffer.reserve(bodyBytes + 5);
    buffer.varint(bodyBytes);
    buffer.byte(0);
    buffer.varlong(timestampDelta);
    buffer.varint(this.#count);
    buffer.field(key);
    buffer.field(value);
    buffer.varint(headers.length);
    for (const header of headers) {
      buffer.field(Buffer.from(header.key, 'utf8'));
      buffer.field(header.value);
    }
    this.#count++;
    if (timestampMs > this.#maxTimestampMs) this.#maxTimestampMs = timestampMs;
  }

  /** The finished batch in bytes of its own, and an empty builder. */
  build(producer?: ProducerState): Buffer {
    const filled = this.#buffer.take();
    const records = compress(this.#codec, filled.subarray(at.RECORDS));
    const batch = this.#codec === 'none' ? filled : Buffer.concat([filled.subarray(0, at.RECORDS), records]);
    batch.writeBigInt64BE(0n, at.BASE_OFFSET);
    batch.writeInt32BE(batch.length - at.LENGTH_PREFIX, at.BATCH_LENGTH);
    batch.writeInt32BE(-1, at.PARTITION_LEADER_EPOCH);
    batch[at.MAGIC] = 2;
    batch.writeInt16BE(CODECS[this.#codec], at.ATTRIBUTES);
    batch.writeInt32BE(this.#count - 1, at.LAST_OFFSET_DELTA);
    batch.writeBigInt64BE(BigInt(this.#baseTimestampMs), at.BASE_TIMESTAMP);
    batch.writeBigInt64BE(BigInt(this.#maxTimestampMs), at.MAX_TIMESTAMP);
    batch.writeBigInt64BE(producer?.producerId ?? -1n, at.PRODUCER_ID);
    batch.writeInt16BE(producer?.producerEpoch ?? -1, at.PRODUCER_EPOCH);
    batch.writeInt32BE(producer?.baseSequence ?? -1, at.BASE_SEQUENCE);
    batch.writeInt32BE(this.#count, at.RECORD_COUNT);
    batch.writeUInt32BE(crc32c(batch.subarray(at.ATTRIBUTES)), at.CRC);
    this.#count = 0;
    return batch;
  }

  #begin(timestampMs: number): void {
    this.#buffer.reset(at.RECORDS);
    this.#baseTimestampMs = timestampMs;
    this.#maxTimestampMs = timestampMs;
  }
}

export function encodeRecordBatch(records: readonly RecordToEncode[], options: { codec?: CodecName; producer?: ProducerState } = {}): Buffer {
  const builder = new RecordBatchBuilder(options.codec);
  for (const record of records) builder.add(record);
  return builder.build(options.producer);
}

function headersBytes(headers: readonly RecordHeader[]): number {
  let bytes = varintBytes(headers.length);
  for (const { key, value } of headers) {
    const keyBytes = Buffer.byteLength(key);
    bytes += varintBytes(keyBytes) + keyBytes + fieldBytes(value);
  }
  return bytes;
}

function fieldBytes(field: Buffer | null): number {
  return field === null ? 1 : varintBytes(field.length) + field.length;
}

/** Size of a zigzag varint of 32 bits. */
function varintBytes(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  return zigzag < 0x80 ? 1 : zigzag < 0x4000 ? 2 : zigzag < 0x200000 ? 3 : zigzag < 0x10000000 ? 4 : 5;
}

function varlongBytes(value: number): number {
  let zigzag = value >= 0 ? value * 2 : -value * 2 - 1;
  let bytes = 1;
  for (; zigzag >= 0x80; zigzag = Math.floor(zigzag / 128)) bytes++;
  return bytes;
}
