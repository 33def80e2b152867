import { parseTime } from './parse-time.ts';

/** Milliseconds since the epoch, or why there is no time to be had. */
export type EventTime = number | 'malformed' | 'missing' | 'invalid';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * Reads a top-level field of a JSON object as a time without parsing the object: the key is found by a native search, and only
 * what stands before it is looked at, to see that it is a key of the outermost object and no text or nested field. Whatever
 * looks unusual is left to `JSON.parse`, which is the authority. Duplicate keys, which OpenSearch refuses, aside, both agree.
 */
export class EventTimeReader {
  readonly #field: string;
  readonly #needle: Buffer;

  constructor(field: string) {
    this.#field = field;
    this.#needle = Buffer.from(JSON.stringify(field));
  }

  read(value: Buffer): EventTime {
    const keyAt = this.#findKey(value);
    if (keyAt >= 0) {
      const time = readTimeAt(value, keyAt + this.#needle.length);
      if (time !== undefined) return time;
    }
    return this.#parse(value);
  }

  /** Where the key stands at depth 1; -1 when the search is not conclusive. */
  #findKey(value: Buffer): number {
    const at = value.indexOf(this.#needle);
    return at > 0 && endsAtDepthOne(value, at) ? at : -1;
  }

  #parse(value: Buffer): EventTime {
    let object: unknown;
    try {
      object = JSON.parse(value.toString('utf8'));
    } catch {
      return 'malformed';
    }
    if (object === null || typeof object !== 'object' || Array.isArray(object)) return 'malformed';
    if (!Object.hasOwn(object, this.#field)) return 'missing';
    return parseTime((object as Record<string, unknown>)[this.#field]) ?? 'invalid';
  }
}

/** Whether position `end` is reached outside of any text and inside the outermost object only. */
function endsAtDepthOne(value: Buffer, end: number): boolean {
  let depth = 0;
  for (let i = 0; i < end; i++) {
    const byte = value[i]!;
    if (byte === QUOTE) {
      for (i++; i < end && value[i] !== QUOTE; i++) if (value[i] === BACKSLASH) i++;
      if (i >= end) return false;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return depth === 1;
}

/** The usual form `: "YYYY-MM-DDTHH:MM:SS.mmmZ"`, read from the bytes; undefined for every other form. */
function readTimeAt(value: Buffer, from: number): number | undefined {
  let at = skipSpace(value, from);
  if (value[at] !== COLON) return undefined;
  at = skipSpace(value, at + 1);
  if (value[at] !== QUOTE) return undefined;
  at++;
  if (value[at + 4] !== 0x2d || value[at + 7] !== 0x2d || value[at + 10] !== 0x54 || value[at + 13] !== COLON || value[at + 16] !== COLON) return undefined;
  let end = at + 19;
  let millis = 0;
  if (value[end] === 0x2e) {
    millis = digits(value, end + 1, 3);
    end += 4;
  }
  if (value[end] !== 0x5a || value[end + 1] !== QUOTE) return undefined;
  const [year, month, day] = [digits(value, at, 4), digits(value, at + 5, 2), digits(value, at + 8, 2)];
  const [hour, minute, second] = [digits(value, at + 11, 2), digits(value, at + 14, 2), digits(value, at + 17, 2)];
  const valid = year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59 && millis >= 0;
  // The last days of a month are left to Date, which knows which of them exist.
  return valid ? daysFromCivil(year, month, day) * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1_000 + millis : undefined;
}

/** Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant's algorithm); several times as fast as Date.UTC. */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** A decimal number of fixed width; NaN when a byte is no digit. */
function digits(value: Buffer, at: number, width: number): number {
  let number = 0;
  for (let i = at; i < at + width; i++) {
    const digit = value[i]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    number = number * 10 + digit;
  }
  return number;
}

function skipSpace(value: Buffer, at: number): number {
  while (value[at] === 0x20 || value[at] === 0x0a || value[at] === 0x0d || value[at] === 0x09) at++;
  return at;
}
