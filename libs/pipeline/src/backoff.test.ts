import { expect, test } from 'vitest';
import { Backoff } from './backoff.ts';

test('doubles up to the longest pause, with jitter over the whole of it', () => {
  const full = new Backoff({ firstMs: 100, maxMs: 1_000 }, () => 1);
  expect([1, 2, 3, 4, 5, 50].map((attempt) => full.delayMs(attempt))).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  expect(new Backoff({ firstMs: 100, maxMs: 1_000 }, () => 0).delayMs(3)).toBe(0);
});

test('never comes back sooner than it was asked to', () => {
  expect(new Backoff({ firstMs: 100, maxMs: 1_000 }, () => 0).delayMs(1, 5_000)).toBe(5_000);
});
