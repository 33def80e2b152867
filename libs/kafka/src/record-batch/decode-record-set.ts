import { crc32c } from '@node-rs/crc32';
import { RECORD_OVERHEAD_BYTES, StreamError, type PartitionLease, type StreamRecord } from '@fleetlane/stream';
import { AbortedRanges, type AbortedTransactionStart } from './aborted-ranges.ts';
import * as at from './batch-format.ts';
import { decompress } from './codecs.ts';
import { readRecords } from './read-records.ts';

export interface DecodeOptions {
  readonly lease: PartitionLease;
  /** Records below are skipped: a fetch may begin in the middle of a batch. */
  readonly fetchOffset: number;
  readonly isolationLevel: 'read_committed' | 'read_uncommitted';
  /** From the Fetch response, by first offset. */
  readonly abortedTransactions?: readonly AbortedTransactionStart[];
  /** Off saves about 0.1 µs a record; on by default, because nothing else notices a flipped bit. */
  readonly checkCrc?: boolean;
  /** A batch that would uncompress to more is taken for broken (or for a bomb). */
  readonly maxDecompressedBatchBytes?: number;
}

export interface DecodedRun {
  readonly records: readonly StreamRecord[];
  /** Where to fetch next: beyond the last whole batch, its compacted tail, control records and aborted records included. */
  readonly nextOffset: number;
  /** Memory that the records keep alive, for the in-flight budget. */
  readonly bytes: number;
}

const MAX_DECOMPRESSED_BATCH_BYTES = 256 << 20;

/**
 * Reads the record batches of one partition of a Fetch response without copying keys or values. A batch that is cut off at
 * the end is left for the next fetch, as brokers cut at a byte limit. Throws {@link StreamError} `SOURCE_CORRUPT_BATCH`.
 */
export function decodeRecordSet(recordSet: Buffer, options: DecodeOptions): DecodedRun {
  const records: StreamRecord[] = [];
  const aborted = options.isolationLevel === 'read_committed' ? new AbortedRanges(options.abortedTransactions ?? []) : undefined;
  let nextOffset = options.fetchOffset;
  let bytes = 0;
  for (let start = 0; start + at.LENGTH_PREFIX <= recordSet.length; ) {
    const end = start + at.LENGTH_PREFIX + recordSet.readInt32BE(start + at.BATCH_LENGTH);
    const baseOffset = readInt64(recordSet, start + at.BASE_OFFSET);
    if (end > recordSet.length) break;
    if (end < start + at.RECORDS) throw corrupt(options.lease, baseOffset, `a batch of ${end - start} bytes is shorter than its header`);
    const batch = recordSet.subarray(start, end);
    const lastOffset = decodeBatch(batch, baseOffset, options, aborted, records, (count) => void (bytes += count));
    nextOffset = Math.max(nextOffset, lastOffset + 1);
    start = end;
  }
  return { records, nextOffset, bytes: bytes + records.length * RECORD_OVERHEAD_BYTES };
}

function decodeBatch(
  batch: Buffer,
  baseOffset: number,
  options: DecodeOptions,
  aborted: AbortedRanges | undefined,
  records: StreamRecord[],
  keepAlive: (bytes: number) => void,
): number {
  const { lease } = options;
  const magic = batch[at.MAGIC];
  if (magic !== 2) throw corrupt(lease, baseOffset, `message format ${magic} is not 2, the only one since Kafka 0.11`);
  if (options.checkCrc !== false && crc32c(batch.subarray(at.ATTRIBUTES)) !== batch.readUInt32BE(at.CRC)) {
    throw corrupt(lease, baseOffset, 'its CRC-32C does not match');
  }
  const attributes = batch.readInt16BE(at.ATTRIBUTES);
  const lastOffset = baseOffset + batch.readInt32BE(at.LAST_OFFSET_DELTA);
  if (lastOffset < baseOffset) throw corrupt(lease, baseOffset, 'its last offset lies before its first');
  const count = batch.readInt32BE(at.RECORD_COUNT);
  const producerId = batch.readBigInt64BE(at.PRODUCER_ID);
  const isControl = (attributes & at.CONTROL) !== 0;
  const isAborted = aborted?.advance(producerId, baseOffset, (attributes & at.TRANSACTIONAL) !== 0) ?? false;
  if (!isControl && (isAborted || lastOffset < options.fetchOffset)) return lastOffset;
  try {
    const body = uncompress(batch, attributes, options);
    const into = isControl ? [] : records;
    readRecords(body, count, into, {
      lease,
      baseOffset,
      lastOffset,
      baseTimestampMs: readInt64(batch, at.BASE_TIMESTAMP),
      appendTimestampMs: (attributes & at.LOG_APPEND_TIME) !== 0 ? readInt64(batch, at.MAX_TIMESTAMP) : undefined,
      fromOffset: options.fetchOffset,
    });
    if (isControl) aborted?.control(producerId, into[0]?.key ?? null);
    else keepAlive(body.length);
  } catch (error) {
    if (error instanceof StreamError) throw error;
    throw corrupt(lease, baseOffset, error instanceof Error ? error.message : String(error), error);
  }
  return lastOffset;
}

function uncompress(batch: Buffer, attributes: number, options: DecodeOptions): Buffer {
  const codec = attributes & at.CODEC_MASK;
  const body = batch.subarray(at.RECORDS);
  return codec === 0 ? body : decompress(codec, body, options.maxDecompressedBatchBytes ?? MAX_DECOMPRESSED_BATCH_BYTES);
}

/** As a number: offsets and times stay below 2^53 for the next hundred thousand years. */
function readInt64(buffer: Buffer, offset: number): number {
  return buffer.readInt32BE(offset) * 4294967296 + buffer.readUInt32BE(offset + 4);
}

function corrupt(lease: PartitionLease, baseOffset: number, what: string, cause?: unknown): StreamError {
  return new StreamError('SOURCE_CORRUPT_BATCH', `the batch at offset ${baseOffset} of ${lease.topic}/${lease.partition} is broken: ${what}`, {
    cause,
    details: { topic: lease.topic, partition: lease.partition, offset: baseOffset },
  });
}
