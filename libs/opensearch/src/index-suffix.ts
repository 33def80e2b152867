export type IndexRotation = 'none' | 'hour' | 'day' | 'week' | 'month';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The suffix of an index for a moment, in UTC: `-2026.11.20`, `-2026.11.20.07`, `-2026.w47`, `-2026.11`, or nothing. Records come
 * mostly in order of time, so the suffix of the current period is kept and costs a comparison.
 */
export class IndexSuffix {
  readonly #rotation: IndexRotation;
  #from = NaN;
  #to = NaN;
  #suffix = '';

  constructor(rotation: IndexRotation) {
    this.#rotation = rotation;
  }

  at(timeMs: number): string {
    if (timeMs >= this.#from && timeMs < this.#to) return this.#suffix;
    const [from, to, suffix] = period(this.#rotation, timeMs);
    this.#from = from;
    this.#to = to;
    this.#suffix = suffix;
    return suffix;
  }
}

function period(rotation: IndexRotation, timeMs: number): [from: number, to: number, suffix: string] {
  const date = new Date(timeMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const day = Math.floor(timeMs / DAY_MS) * DAY_MS;
  const dayText = `-${pad(year, 4)}.${pad(month + 1)}.${pad(date.getUTCDate())}`;
  switch (rotation) {
    case 'none':
      return [-Infinity, Infinity, ''];
    case 'hour': {
      const hour = Math.floor(timeMs / HOUR_MS) * HOUR_MS;
      return [hour, hour + HOUR_MS, `${dayText}.${pad(date.getUTCHours())}`];
    }
    case 'day':
      return [day, day + DAY_MS, dayText];
    case 'month':
      return [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1), `-${pad(year, 4)}.${pad(month + 1)}`];
    case 'week': {
      // ISO 8601: weeks begin on Monday and belong to the year of their Thursday.
      const monday = day - ((date.getUTCDay() + 6) % 7) * DAY_MS;
      const thursday = new Date(monday + 3 * DAY_MS);
      const weekYear = thursday.getUTCFullYear();
      const week = 1 + Math.floor((thursday.getTime() - Date.UTC(weekYear, 0, 1)) / (7 * DAY_MS));
      return [monday, monday + 7 * DAY_MS, `-${pad(weekYear, 4)}.w${pad(week)}`];
    }
  }
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}
