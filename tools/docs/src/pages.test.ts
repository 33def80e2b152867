import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERRORS } from '@fleetlane/stream';
import { pages } from './pages.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (path: string): string => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '');

describe('generated documentation', () => {
  test.each(Object.entries(pages()))('%s is what the code says (npm run docs)', (path, text) => {
    expect(read(path)).toBe(text);
  });

  test('every error code has its section, and no section is without a code', () => {
    const sections = [...read('docs/errors.md').matchAll(/^## (\w+)$/gm)].map(([, code]) => code);
    expect(sections).toEqual(Object.keys(ERRORS));
  });
});
