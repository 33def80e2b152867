/** Reads Kafka's zigzag varints and length-prefixed bytes. Throws RangeError where the bytes end too early. */
export class VarintReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('a varint runs over the end');
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
    throw new RangeError('a varint is longer than five bytes');
  }

  /** `length` bytes as a view; null for a negative length, which is how Kafka writes null. */
  view(length: number): Buffer | null {
    if (length < 0) return null;
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError('a field runs over the end');
    return this.#bytes.subarray(start, this.#at);
  }
}
