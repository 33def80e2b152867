import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IndexSuffix } from './index-suffix.ts';

describe('IndexSuffix', () => {
  const moment = Date.UTC(2026, 10, 20, 7, 59, 59, 999);
  test.each([
    ['none', ''],
    ['hour', '-2026.11.20.07'],
    ['day', '-2026.11.20'],
    ['week', '-2026.w47'],
    ['month', '-2026.11'],
  ] as const)('by %s', (rotation, expected) => {
    expect(new IndexSuffix(rotation).at(moment)).toBe(expected);
  });

  test.each([
    ['2025-12-28T23:59:59.999Z', '-2025.w52'],
    ['2025-12-29T00:00:00Z', '-2026.w01'],
    ['2027-01-03T23:00:00Z', '-2026.w53'],
    ['2027-01-04T00:00:00Z', '-2027.w01'],
    ['1970-01-01T00:00:00Z', '-1970.w01'],
  ])('the ISO week of %s belongs to the year of its Thursday', (text, expected) => {
    expect(new IndexSuffix('week').at(Date.parse(text))).toBe(expected);
  });

  test('the same moment gives the same index, whatever was asked before it', () => {
    const time = fc.integer({ min: Date.UTC(1960, 0, 1), max: Date.UTC(2100, 0, 1) });
    fc.assert(
      fc.property(fc.constantFrom('hour', 'day', 'week', 'month') as fc.Arbitrary<'hour' | 'day' | 'week' | 'month'>, fc.array(time, { maxLength: 5 }), time, (rotation, before, last) => {
        const used = new IndexSuffix(rotation);
        for (const each of before) used.at(each);
        expect(used.at(last)).toBe(new IndexSuffix(rotation).at(last));
      }),
    );
  });
});
