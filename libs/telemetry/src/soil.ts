import { type DirtKind, OVERSIZED_BYTES } from './dirt.ts';
import { ISO_TIME_BYTES } from './iso-time.ts';
import type { Random } from './random.ts';

const EVENT_TIME = '"event_time":"';
const LOCATION = '"location":{';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_OF_2099_MS = Date.UTC(2099, 0, 1);

/**
 * The value that arrives instead of `clean`, one of our records: null for a tombstone. `clean` is not changed. `duplicate` is
 * the caller's, who alone knows what was sent before.
 */
export function soil(kind: Exclude<DirtKind, 'duplicate'>, clean: Buffer, random: Random): Buffer | null {
  switch (kind) {
    case 'malformed-json':
      return Buffer.from(clean.subarray(0, clean.length - 1 - random.below(clean.length - 20)));
    case 'wrong-type':
      return withEventTime(clean, random.below(2) === 0 ? '"yesterday"' : '99999999999999999999');
    case 'missing-field':
      return without(clean, EVENT_TIME, EVENT_TIME.length + ISO_TIME_BYTES + '",'.length);
    case 'unknown-field':
      return withLastFields(clean, `,"vendor_extension":{"schema":"v${2 + random.below(3)}","raw":"${random.int32()}"},"experiment":${random.below(2) === 0}`);
    case 'null-island':
      return atNullIsland(clean);
    case 'clock-1970':
      return withTime(clean, random.below(DAY_MS));
    case 'clock-2099':
      return withTime(clean, START_OF_2099_MS + random.below(DAY_MS));
    case 'late':
      return withTime(clean, eventTimeMs(clean) - HOUR_MS - random.below(5 * HOUR_MS));
    case 'out-of-order':
      return withTime(clean, eventTimeMs(clean) - 1 - random.below(30_000));
    case 'oversized':
      return withLastFields(clean, `,"attachment":"${'A'.repeat(random.pick(OVERSIZED_BYTES))}"`);
    case 'tombstone':
      return null;
    case 'empty':
      return Buffer.alloc(0);
    case 'invalid-utf8':
      return withLastFields(clean, Buffer.concat([Buffer.from(',"note":"'), Buffer.from([0xff, 0xc3, 0x28, 0xfe]), Buffer.from('"')]));
    case 'embedded-newline':
      return Buffer.from(clean.toString('latin1').replaceAll(/([{,])"/g, random.below(2) === 0 ? '$1\n  "' : '$1\r\n"'), 'latin1');
  }
}

function eventTimeMs(clean: Buffer): number {
  const at = find(clean, EVENT_TIME) + EVENT_TIME.length;
  return Date.parse(clean.toString('latin1', at, at + ISO_TIME_BYTES));
}

function withTime(clean: Buffer, timeMs: number): Buffer {
  return withEventTime(clean, `"${new Date(timeMs).toISOString()}"`);
}

function withEventTime(clean: Buffer, json: string): Buffer {
  const value = find(clean, EVENT_TIME) + EVENT_TIME.length - 1;
  return Buffer.concat([clean.subarray(0, value), Buffer.from(json), clean.subarray(value + ISO_TIME_BYTES + 2)]);
}

function atNullIsland(clean: Buffer): Buffer {
  const start = find(clean, LOCATION) + LOCATION.length;
  return Buffer.concat([clean.subarray(0, start), Buffer.from('"lat":0,"lon":0'), clean.subarray(clean.indexOf('}', start))]);
}

function without(clean: Buffer, from: string, length: number): Buffer {
  const start = find(clean, from);
  return Buffer.concat([clean.subarray(0, start), clean.subarray(start + length)]);
}

function withLastFields(clean: Buffer, fields: string | Buffer): Buffer {
  return Buffer.concat([clean.subarray(0, clean.length - 1), Buffer.from(fields as string), Buffer.from('}')]);
}

function find(clean: Buffer, text: string): number {
  const at = clean.indexOf(text);
  if (at < 0) throw new Error(`Only a clean record can be soiled; this one has no ${text}.`);
  return at;
}
