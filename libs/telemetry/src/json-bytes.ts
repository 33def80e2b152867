/** Writers of JSON fragments straight into a buffer; each returns the place behind what it wrote. No checks: the caller has the room. */

export function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** For short runs a loop is faster than the call into native code that `Buffer.copy` makes. */
export function writeBytes(target: Buffer, at: number, bytes: Buffer): number {
  const length = bytes.length;
  for (let i = 0; i < length; i++) target[at + i] = bytes[i]!;
  return at + length;
}

/** A 32-bit integer in decimal. */
export function writeInteger(target: Buffer, at: number, value: number): number {
  let rest = value | 0;
  if (rest < 0) {
    target[at++] = 0x2d;
    rest = -rest | 0;
  }
  const end = at + digitsOf(rest);
  for (let place = end - 1; place >= at; place--) {
    const tenth = (rest / 10) | 0;
    target[place] = 0x30 + rest - tenth * 10;
    rest = tenth;
  }
  return end;
}

/** `scaled` / 10^`decimals` with exactly that many decimals: (-1234, 2) gives -12.34. `scaled` is a 32-bit integer. */
export function writeDecimal(target: Buffer, at: number, scaled: number, decimals: number): number {
  let rest = scaled | 0;
  if (rest < 0) {
    target[at++] = 0x2d;
    rest = -rest | 0;
  }
  const digits = digitsOf(rest);
  const end = at + 1 + (digits > decimals ? digits : decimals + 1);
  const point = end - decimals - 1;
  for (let place = end - 1; place >= at; place--) {
    if (place === point) {
      target[place] = 0x2e;
      continue;
    }
    const tenth = (rest / 10) | 0;
    target[place] = 0x30 + rest - tenth * 10;
    rest = tenth;
  }
  return end;
}

function digitsOf(value: number): number {
  if (value < 10) return 1;
  if (value < 100) return 2;
  if (value < 1_000) return 3;
  if (value < 10_000) return 4;
  if (value < 100_000) return 5;
  if (value < 1_000_000) return 6;
  if (value < 10_000_000) return 7;
  if (value < 100_000_000) return 8;
  return value < 1_000_000_000 ? 9 : 10;
}
