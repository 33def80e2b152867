import type { PartitionLease, RecordHeader, StreamRecord } from '@fleetlane/stream';
import { VarintReader } from './varint.ts';

/** A record whose key and value are views into what was fetched, and whose headers are read when asked for. */
export class KafkaRecord implements StreamRecord {
  readonly lease: PartitionLease;
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly #bytes: Buffer;
  readonly #headersAt: number;

  constructor(lease: PartitionLease, offset: number, timestampMs: number, key: Buffer | null, value: Buffer | null, bytes: Buffer, headersAt: number) {
    this.lease = lease;
    this.offset = offset;
    this.timestampMs = timestampMs;
    this.key = key;
    this.value = value;
    this.#bytes = bytes;
    this.#headersAt = headersAt;
  }

  get headers(): readonly RecordHeader[] {
    const reader = new VarintReader(this.#bytes, this.#headersAt);
    const headers: RecordHeader[] = [];
    for (let count = reader.varint(); count > 0; count--) {
      headers.push({ key: reader.view(reader.varint())!.toString('utf8'), value: reader.view(reader.varint()) });
    }
    return headers;
  }
}
