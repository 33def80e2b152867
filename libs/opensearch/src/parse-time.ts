/** Numbers below are taken for seconds, others for milliseconds: seconds reach it in the year 5138, milliseconds had it in 1973. */
const SECONDS_BELOW = 100_000_000_000;
/** What a Date can hold: a quarter of a million years each way. */
const MAX_TIME_MS = 8.64e15;
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A JSON value as milliseconds since the epoch: ISO-8601 text (without a zone it is UTC), or a number of seconds or
 * milliseconds. Undefined when it is no time.
 */
export function parseTime(value: unknown): number | undefined {
  if (typeof value === 'number') {
    const time = Math.abs(value) < SECONDS_BELOW ? value * 1000 : value;
    return Math.abs(time) <= MAX_TIME_MS ? time : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const match = ISO.exec(value);
  if (!match || Number(match[3]) > daysInMonth(Number(match[1]), Number(match[2]))) return undefined;
  const zoned = match[4] || value.length === 10 ? value : `${value}Z`;
  const text = zoned.replace(' ', 'T').replace(',', '.').replace(/([+-]\d{2})(\d{2})$/, '$1:$2');
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** Date.parse makes the second of March of the thirtieth of February. */
function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
