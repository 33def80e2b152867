import { describe, expect, test } from 'vitest';
import { coordinatesOf, parseLock, readLock } from './lock-file.ts';
import { RECIPES } from './recipes.ts';

const SHA = 'a'.repeat(64);
const lockOf = (homes: unknown, artifacts: unknown): string => JSON.stringify({ homes, artifacts });

describe('the lock file', () => {
  test('names each artifact of a home once', () => {
    const lock = parseLock(lockOf({ one: { lib: ['a:b:1', 'a:c:1'], agent: ['a:b:1'] } }, { 'a:b:1': { sha256: SHA, size: 1 }, 'a:c:1': { sha256: SHA, size: 2 } }));
    expect(coordinatesOf(lock, 'one')).toEqual(['a:b:1', 'a:c:1']);
    expect(() => coordinatesOf(lock, 'two')).toThrow('knows no home "two"; it has one');
  });

  test.each([
    ['a part is missing', '{"homes":{}}', '"homes" or "artifacts" is missing'],
    ['a checksum is short', lockOf({}, { 'a:b:1': { sha256: 'abc', size: 1 } }), 'a:b:1 has no SHA-256'],
    ['a size is no size', lockOf({}, { 'a:b:1': { sha256: SHA, size: 0 } }), 'a:b:1 has no size'],
    ['a home needs what is not locked', lockOf({ one: { lib: ['a:b:1'] } }, {}), 'one needs a:b:1, which is not locked'],
  ])('is refused when %s', (_, json, message) => {
    expect(() => parseLock(json)).toThrow(message);
  });

  test('as committed holds every recipe, root for root', () => {
    const lock = readLock();
    expect(Object.keys(lock.homes).toSorted()).toEqual(Object.keys(RECIPES).toSorted());
    for (const [home, recipe] of Object.entries(RECIPES)) {
      for (const [folder, { roots }] of Object.entries(recipe)) expect(lock.homes[home]?.[folder]).toEqual(expect.arrayContaining([...roots]));
    }
  });
});
