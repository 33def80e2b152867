import { expect } from 'vitest';

/** What was put in, and where it was found afterwards. */
export interface Evidence {
  readonly produced: readonly string[];
  readonly indexed: readonly string[];
  readonly deadLettered: readonly string[];
  /** Left out on purpose. */
  readonly dropped?: readonly string[];
}

/** produced = indexed + dead-lettered + dropped, no id twice in the index, nothing in two places. */
export function expectBalanced({ produced, indexed, deadLettered, dropped = [] }: Evidence): void {
  const places = new Map<string, string[]>();
  for (const [place, ids] of Object.entries({ indexed, deadLettered: new Set(deadLettered), dropped })) {
    for (const id of ids) places.set(id, [...(places.get(id) ?? []), place]);
  }
  const missing = produced.filter((id) => !places.has(id));
  const known = new Set(produced);
  const strangers = [...places.keys()].filter((id) => !known.has(id));
  const twice = [...places].filter(([, where]) => where.length > 1).map(([id, where]) => `${id} (${where.join(', ')})`);
  expect({ missing: sample(missing), strangers: sample(strangers), twice: sample(twice) }).toEqual({ missing: [], strangers: [], twice: [] });
  expect(indexed.length + new Set(deadLettered).size + dropped.length).toBe(produced.length);
}

/** Every offset below a committed one has arrived somewhere: *no commit before delivery*. */
export function expectNoCommitAhead(topic: string, committed: ReadonlyMap<number, number>, arrived: Iterable<string>): void {
  const places = new Set(arrived);
  const ahead: string[] = [];
  for (const [partition, end] of committed) {
    for (let offset = 0; offset < end; offset++) {
      const id = `${topic}+${partition}+${offset}`;
      if (!places.has(id)) ahead.push(id);
    }
  }
  expect(sample(ahead)).toEqual([]);
}

/** The first few, and how many there are in all. */
function sample(ids: readonly string[]): string[] {
  return ids.length <= 10 ? [...ids] : [...ids.slice(0, 10), `… ${ids.length} in all`];
}
