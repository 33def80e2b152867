const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
/** Magic, then a version and a compatible version of four bytes each. */
const XERIAL_HEADER_BYTES = 16;

export function isXerial(bytes: Buffer): boolean {
  return bytes.length >= XERIAL_HEADER_BYTES && bytes.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC);
}

/** The raw snappy blocks of a xerial stream, each preceded by its length. */
export function* snappyBlocks(bytes: Buffer): Generator<Buffer> {
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length; ) {
    if (at + 4 > bytes.length) throw new Error('xerial snappy stream ends inside a block length');
    const length = bytes.readInt32BE(at);
    at += 4;
    if (length < 0 || at + length > bytes.length) throw new Error(`xerial snappy block of ${length} bytes does not fit`);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

/** A raw snappy block begins with its uncompressed length as a varint. */
export function snappyUncompressedBytes(block: Buffer): number {
  let length = 0;
  for (let i = 0, factor = 1; i < 5; i++, factor *= 128) {
    const byte = block[i];
    if (byte === undefined) break;
    length += (byte & 0x7f) * factor;
    if (byte < 0x80) return length;
  }
  throw new Error('snappy block has no length');
}
