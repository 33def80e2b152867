import { expect, test } from 'vitest';
import { IsoTime } from './iso-time.ts';
import { writeDecimal, writeInteger } from './json-bytes.ts';

const written = (write: (target: Buffer) => number): string => {
  const target = Buffer.alloc(64, 0x3f);
  return target.toString('latin1', 3, write(target));
};
const EDGES = [0, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 99_999, 100_000, 999_999, 1e6, 9_999_999, 1e7, 99_999_999, 1e8, 999_999_999, 1e9, 2_147_483_647];

test('integers are written as JavaScript writes them', () => {
  for (const value of EDGES.flatMap((edge) => [edge, -edge | 0])) expect(written((target) => writeInteger(target, 3, value))).toBe(String(value));
});

test('decimals have exactly their decimals, and a zero before the point', () => {
  for (const value of EDGES.flatMap((edge) => [edge, -edge | 0])) {
    const text = written((target) => writeDecimal(target, 3, value, 2));
    expect(text).toMatch(/^-?(0|[1-9]\d*)\.\d\d$/);
    expect(Number(text)).toBe(value / 100);
  }
  expect(written((target) => writeDecimal(target, 3, -5, 6))).toBe('-0.000005');
});

test('times are written in UTC with milliseconds, forwards and backwards', () => {
  const time = new IsoTime();
  for (const ms of [0, 999, 1_000, 1_790_000_000_007, 1_790_000_000_123, 1_767_225_599_999, 4_070_908_800_000]) {
    expect(written((target) => time.write(target, 3, ms))).toBe(new Date(ms).toISOString());
  }
});
