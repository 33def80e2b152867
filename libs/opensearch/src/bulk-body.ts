import type { PartitionLease, StreamRecord } from '@fleetlane/stream';

const LF = 0x0a;
const CR = 0x0d;
const INITIAL_BYTES = 64 * 1024;
/** Quote, braces and the longest offset there is. */
const ACTION_TAIL_BYTES = 24;
const ID_END = Buffer.from('"}}\n');

/**
 * Assembles the body of bulk requests in one buffer that is used again: action line, the record's own bytes, newline. The part
 * of the action line that does not change within a partition and an index is made once.
 */
export class BulkBody {
  #buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;
  #count = 0;
  readonly #prefixes = new WeakMap<PartitionLease, Map<string, Buffer>>();

  get count(): number {
    return this.#count;
  }

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
    this.#count = 0;
  }

  /** Adds an index action with the id `topic+partition+offset`. The record has a value. */
  add(record: StreamRecord, index: string): void {
    const value = record.value!;
    const prefix = this.#prefix(record.lease, index);
    this.#reserve(prefix.length + ACTION_TAIL_BYTES + value.length + 1);
    const buffer = this.#buffer;
    let at = this.#length;
    buffer.set(prefix, at);
    at = writeDigits(buffer, at + prefix.length, record.offset);
    buffer.set(ID_END, at);
    at += ID_END.length;
    buffer.set(value, at);
    // A line feed would end the document. Outside of texts a carriage return is white space just as well; inside of a text
    // neither is allowed, so that a document which was invalid stays invalid.
    for (let lf = value.indexOf(LF); lf >= 0; lf = value.indexOf(LF, lf + 1)) buffer[at + lf] = CR;
    at += value.length;
    buffer[at++] = LF;
    this.#length = at;
    this.#count++;
  }

  /** A view of the body, valid until the next reset. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #prefix(lease: PartitionLease, index: string): Buffer {
    let byIndex = this.#prefixes.get(lease);
    if (!byIndex) this.#prefixes.set(lease, (byIndex = new Map()));
    let prefix = byIndex.get(index);
    if (!prefix) {
      // Names of topics and indices hold no character that JSON would escape.
      prefix = Buffer.from(`{"index":{"_index":"${index}","_id":"${lease.topic}+${lease.partition}+`);
      byIndex.set(index, prefix);
    }
    return prefix;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}

/** Writes a whole number in decimal; returns the position behind it. */
function writeDigits(buffer: Buffer, at: number, value: number): number {
  let width = 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) width++;
  for (let i = at + width - 1, rest = value; i >= at; i--) {
    const next = Math.floor(rest / 10);
    buffer[i] = 0x30 + (rest - next * 10);
    rest = next;
  }
  return at + width;
}
