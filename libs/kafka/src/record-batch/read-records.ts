import type { PartitionLease, StreamRecord } from '@fleetlane/stream';
import { KafkaRecord } from './kafka-record.ts';

export interface BatchFacts {
  readonly lease: PartitionLease;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly baseTimestampMs: number;
  /** Set when the topic is stamped by the broker: one time for the whole batch. */
  readonly appendTimestampMs: number | undefined;
  readonly fromOffset: number;
}

/**
 * Reads `count` records and appends those at or beyond `fromOffset`. The varints are read in line: this loop runs for every
 * record that the product carries. Throws RangeError where lengths contradict each other.
 */
export function readRecords(body: Buffer, count: number, into: StreamRecord[], facts: BatchFacts): void {
  const { lease, baseOffset, lastOffset, baseTimestampMs, appendTimestampMs, fromOffset } = facts;
  if (count < 0) throw new RangeError(`a record count of ${count}`);
  const size = body.length;
  let p = 0;
  for (let i = 0; i < count; i++) {
    let byte: number;
    let value = 0;
    let shift = 0;
    do {
      byte = p < size ? body[p++]! : overrun();
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte > 0x7f && shift < 35);
    const end = p + ((value >>> 1) ^ -(value & 1));
    if (end > size || end < p + 6) throw new RangeError(`record ${i} of ${count} claims an impossible length`);
    p++; // attributes: none are defined

    let delta = 0;
    let factor = 1;
    do {
      byte = p < end ? body[p++]! : overrun();
      delta += (byte & 0x7f) * factor;
      factor *= 128;
    } while (byte > 0x7f);
    const timestampDelta = delta % 2 === 0 ? delta / 2 : -(delta + 1) / 2;

    value = 0;
    shift = 0;
    do {
      byte = p < end ? body[p++]! : overrun();
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte > 0x7f && shift < 35);
    const offset = baseOffset + ((value >>> 1) ^ -(value & 1));
    if (offset < baseOffset || offset > lastOffset) throw new RangeError(`record ${i} claims offset ${offset}, outside its batch`);

    value = 0;
    shift = 0;
    do {
      byte = p < end ? body[p++]! : overrun();
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte > 0x7f && shift < 35);
    const keyLength = (value >>> 1) ^ -(value & 1);
    const keyAt = p;
    if (keyLength > 0) p += keyLength;
    if (p > end) overrun();

    value = 0;
    shift = 0;
    do {
      byte = p < end ? body[p++]! : overrun();
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte > 0x7f && shift < 35);
    const valueLength = (value >>> 1) ^ -(value & 1);
    const valueAt = p;
    if (valueLength > 0) p += valueLength;
    if (p > end) overrun();

    if (offset >= fromOffset) {
      into.push(
        new KafkaRecord(
          lease,
          offset,
          appendTimestampMs ?? baseTimestampMs + timestampDelta,
          keyLength < 0 ? null : body.subarray(keyAt, keyAt + keyLength),
          valueLength < 0 ? null : body.subarray(valueAt, valueAt + valueLength),
          body,
          p,
        ),
      );
    }
    p = end;
  }
}

function overrun(): never {
  throw new RangeError('a record runs over its end');
}
