import { expect, test } from 'vitest';
import { Pacer } from './pacer.ts';

/** Records granted at each of the times. */
const grants = (pacer: Pacer, times: readonly number[]): number[] => times.map((time) => pacer.take(time));
const everyTenMs = (from: number, until: number): number[] => Array.from({ length: (until - from) / 10 }, (_, i) => from + (i + 1) * 10);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

test('even slices grant an even flow that adds up to the rate', () => {
  const granted = grants(new Pacer(1_234, 0), everyTenMs(0, 10_000));
  expect(sum(granted)).toBe(12_340);
  expect(Math.min(...granted)).toBe(12);
  expect(Math.max(...granted)).toBe(13);
});

test('rates below one record a slice are kept as well', () => {
  expect(sum(grants(new Pacer(3, 0), everyTenMs(0, 20_000)))).toBe(60);
});

test('after a stall no slice is more than twice as large, and the mean rate comes back', () => {
  const pacer = new Pacer(1_000, 0);
  expect(sum(grants(pacer, everyTenMs(0, 1_000)))).toBe(1_000);
  expect(pacer.take(3_000)).toBe(80);
  const after = grants(pacer, everyTenMs(3_000, 6_000));
  expect(Math.max(...after)).toBe(20);
  expect(1_080 + sum(after)).toBe(6_000);
  expect(after.at(-1)).toBe(10);
});

test('a clock that stands still grants nothing', () => {
  const pacer = new Pacer(1_000, 50);
  expect(grants(pacer, [50, 60, 60])).toEqual([0, 10, 0]);
});

test('rate 0 always grants', () => {
  expect(grants(new Pacer(0, 0), [0, 0])).toEqual([1_000, 1_000]);
});
