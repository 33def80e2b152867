import { expect } from 'vitest';
import { findImbalance, type Evidence } from '@fleetlane/harness-tool';

/** produced = indexed + dead-lettered + dropped, no id twice in the index, nothing in two places. */
export function expectBalanced(evidence: Evidence): void {
  const { missing, strangers, twice } = findImbalance(evidence);
  expect({ missing: sample(missing), strangers: sample(strangers), twice: sample(twice) }).toEqual({ missing: [], strangers: [], twice: [] });
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
