const LZ4_FRAME_MAGIC = 0x184d2204;
const HAS_CONTENT_SIZE = 0x08;

/** The uncompressed size that an LZ4 frame claims in its header; undefined when it claims none. Throws on another format. */
export function lz4ContentBytes(bytes: Buffer): number | undefined {
  if (bytes.length < 7 || bytes.readUInt32LE(0) !== LZ4_FRAME_MAGIC) throw new Error('not an lz4 frame');
  if ((bytes[4]! & HAS_CONTENT_SIZE) === 0) return undefined;
  if (bytes.length < 15) throw new Error('lz4 frame header is cut');
  return Number(bytes.readBigUInt64LE(6));
}
