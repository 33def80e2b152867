import { StreamError } from '@fleetlane/stream';

/** One partition of a Fetch response, its record set still undecoded. */
export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly abortedTransactions: readonly AbortedTransaction[];
  /** A view into the response. */
  readonly recordSet: Buffer;
}

export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

export interface FetchResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly partitions: readonly FetchedPartition[];
}

/**
 * Reads a Fetch response of version 4 to 11. KafkaJS turns every record into objects here, whole response at once; we keep
 * the record sets as they are, so that each partition is decoded when its turn comes and at the cost of our own decoder.
 */
export function decodeFetchResponse(payload: Buffer, apiVersion: number): FetchResponse {
  const reader = new Reader(payload);
  const throttleTimeMs = reader.int32();
  let errorCode = 0;
  if (apiVersion >= 7) {
    errorCode = reader.int16();
    reader.int32(); // session id: we fetch without sessions
  }
  const partitions: FetchedPartition[] = [];
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.string();
    for (let count = reader.int32(); count > 0; count--) partitions.push(readPartition(reader, topic, apiVersion));
  }
  return { throttleTimeMs, errorCode, partitions };
}

function readPartition(reader: Reader, topic: string, apiVersion: number): FetchedPartition {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const highWatermark = reader.int64();
  const lastStableOffset = reader.int64();
  const logStartOffset = apiVersion >= 5 ? reader.int64() : -1;
  const abortedTransactions: AbortedTransaction[] = [];
  for (let count = reader.int32(); count > 0; count--) {
    abortedTransactions.push({ producerId: reader.bigint64(), firstOffset: reader.int64() });
  }
  if (apiVersion >= 11) reader.int32(); // preferred read replica: we always read from the leader
  const recordSet = reader.bytes();
  return { topic, partition, errorCode, highWatermark, lastStableOffset, logStartOffset, abortedTransactions, recordSet };
}

const EMPTY = Buffer.alloc(0);

class Reader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  int16(): number {
    return this.#buffer.readInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.#buffer.readInt32BE(this.#advance(4));
  }

  int64(): number {
    return Number(this.bigint64());
  }

  bigint64(): bigint {
    return this.#buffer.readBigInt64BE(this.#advance(8));
  }

  string(): string {
    const length = this.int16();
    if (length < 0) return '';
    const start = this.#advance(length);
    return this.#buffer.toString('utf8', start, start + length);
  }

  bytes(): Buffer {
    const length = this.int32();
    if (length <= 0) return EMPTY;
    const start = this.#advance(length);
    return this.#buffer.subarray(start, start + length);
  }

  #advance(count: number): number {
    const start = this.#at;
    this.#at += count;
    if (this.#at > this.#buffer.length) {
      throw new StreamError('SOURCE_CORRUPT_BATCH', `Fetch response ends at byte ${this.#buffer.length} where ${this.#at} are needed`);
    }
    return start;
  }
}
