/** A buffer to write into that doubles when it is full. Callers `reserve` before they write. */
export class GrowingBuffer {
  #bytes: Buffer;
  #at = 0;

  constructor(initialBytes: number) {
    this.#bytes = Buffer.allocUnsafe(initialBytes);
  }

  get length(): number {
    return this.#at;
  }

  /** Starts anew behind a gap of `skip` bytes that is filled in later. */
  reset(skip: number): void {
    this.#at = skip;
  }

  reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + bytes));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }

  byte(value: number): void {
    this.#bytes[this.#at++] = value;
  }

  varint(value: number): void {
    let zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
    for (; zigzag > 0x7f; zigzag >>>= 7) this.#bytes[this.#at++] = (zigzag & 0x7f) | 0x80;
    this.#bytes[this.#at++] = zigzag;
  }

  varlong(value: number): void {
    let zigzag = value >= 0 ? value * 2 : -value * 2 - 1;
    for (; zigzag > 0x7f; zigzag = Math.floor(zigzag / 128)) this.#bytes[this.#at++] = (zigzag % 128) | 0x80;
    this.#bytes[this.#at++] = zigzag;
  }

  field(field: Buffer | null): void {
    if (field === null) return this.varint(-1);
    this.varint(field.length);
    this.reserve(field.length);
    this.#bytes.set(field, this.#at);
    this.#at += field.length;
  }

  /** A copy of what was written. */
  take(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at));
  }
}
