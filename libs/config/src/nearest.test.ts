import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

test.each([
  ['broker', ['brokers', 'sasl'], 'brokers'],
  ['Brokers', ['brokers'], 'brokers'],
  ['dya', ['hour', 'day'], 'day'],
  ['clientID', ['clientId', 'group'], 'clientId'],
  ['zookeeper', ['brokers', 'sasl'], undefined],
  ['a', ['t'], undefined],
  ['x', [], undefined],
])('%s of %j means %s', (word, candidates, meant) => {
  expect(nearest(word, candidates)).toBe(meant);
});
