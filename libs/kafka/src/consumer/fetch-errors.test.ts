import { describe, expect, test } from 'vitest';
import { fetchErrorAction } from './fetch-errors.ts';

describe('fetchErrorAction', () => {
  test.each([3, 5, 6, 8, 9, 56, 72, 74, 75, 78, 100])('error %i of a moving leader asks for metadata and leaves the group alone', (code) => {
    expect(fetchErrorAction(code)).toBe('refresh-metadata');
  });

  test('an offset out of range is never answered by a silent reset', () => {
    expect(fetchErrorAction(1)).toBe('offset-out-of-range');
  });

  test('a refused topic is told apart', () => {
    expect(fetchErrorAction(29)).toBe('unauthorized');
  });

  test.each([-1, 2, 87, 4711])('error %i, whatever it is, backs off and does not end the consumer', (code) => {
    expect(fetchErrorAction(code)).toBe('back-off');
  });
});
