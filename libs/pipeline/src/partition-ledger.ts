import type { Delivery, StreamRecord } from '@fleetlane/stream';

/** A delivery in the books: which of its records are settled, and where the first unsettled one stands. */
interface Chunk {
  readonly nextOffset: number;
  readonly bytes: number;
  records: readonly StreamRecord[];
  settled: Uint8Array;
  remaining: number;
  head: number;
}

/**
 * The books of one lease: which records were received and which are settled. Tells how far the offset may be committed, which
 * is the end of the contiguous settled prefix and nothing beyond it.
 */
export class PartitionLedger {
  readonly #chunks: Chunk[] = [];
  #settledTo: number | undefined;
  #unsettled = 0;

  /** Deliveries come in offset order. `firstOffset` of the first one is where the group's position stood. */
  receive({ records, firstOffset, nextOffset, bytes }: Delivery): void {
    this.#settledTo ??= firstOffset;
    this.#chunks.push({ nextOffset, bytes, records, settled: new Uint8Array(records.length), remaining: records.length, head: 0 });
    this.#unsettled += records.length;
  }

  /**
   * Settles one record, once. Returns the bytes of memory that became free: those of its whole delivery when this was the last
   * record of it. Throws when the record was never received or is settled already: then something counts wrongly.
   */
  settle(offset: number): number {
    for (const chunk of this.#chunks) {
      if (offset >= chunk.nextOffset) continue;
      const index = indexOf(chunk.records, offset);
      if (index < 0 || chunk.settled[index] === 1) break;
      chunk.settled[index] = 1;
      chunk.remaining--;
      this.#unsettled--;
      if (chunk.remaining > 0) return 0;
      // The views keep the fetched buffer alive; only the offsets are of further use.
      chunk.records = NONE;
      return chunk.bytes;
    }
    throw new Error(`offset ${offset} was settled twice or never received`);
  }

  /** Every offset below is settled: what may be committed. Undefined before the first delivery. */
  committable(): number | undefined {
    while (this.#chunks.length > 0 && this.#chunks[0]!.remaining === 0) this.#settledTo = this.#chunks.shift()!.nextOffset;
    const first = this.#chunks[0];
    if (first) {
      while (first.settled[first.head] === 1) first.head++;
      this.#settledTo = Math.max(this.#settledTo!, first.head === 0 ? this.#settledTo! : first.records[first.head]!.offset);
    }
    return this.#settledTo;
  }

  get unsettled(): number {
    return this.#unsettled;
  }

  /** Time of the record that holds the offset up; undefined when nothing is unsettled. */
  oldestUnsettledTimestampMs(): number | undefined {
    this.committable();
    const first = this.#chunks[0];
    return first?.records[first.head]?.timestampMs;
  }
}

const NONE: readonly StreamRecord[] = [];

/** Offsets are mostly without gaps, so that the place is a subtraction away; behind gaps it is searched for. */
function indexOf(records: readonly StreamRecord[], offset: number): number {
  const first = records[0];
  if (first === undefined) return -1;
  const guess = offset - first.offset;
  if (records[guess]?.offset === offset) return guess;
  let low = 0;
  let high = Math.min(records.length - 1, guess);
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = records[middle]!.offset;
    if (found === offset) return middle;
    if (found < offset) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
