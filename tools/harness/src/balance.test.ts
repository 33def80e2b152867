import { expect, test } from 'vitest';
import { findImbalance } from './balance.ts';

test('a balanced ledger has nothing to report', () => {
  expect(findImbalance({ produced: ['a', 'b', 'c'], indexed: ['a'], deadLettered: ['b', 'b'], dropped: ['c'] })).toEqual({ missing: [], strangers: [], twice: [] });
});

test('what is missing, unknown or in two places is named', () => {
  expect(findImbalance({ produced: ['a', 'b'], indexed: ['b', 'b', 'x'], deadLettered: ['b'] })).toEqual({
    missing: ['a'],
    strangers: ['x'],
    twice: ['b (indexed, indexed)', 'b (indexed, dead-lettered)'],
  });
});
