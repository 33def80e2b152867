import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgress } from './progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('download progress', () => {
  test('away from a terminal is a line every three seconds, without control characters', () => {
    const lines: string[] = [];
    const progress = createProgress('kafka', { line: (text) => lines.push(text) });
    progress.begin(2, 20e6);
    progress.add(5e6);
    vi.advanceTimersByTime(6_500);
    progress.add(15e6);
    progress.fileDone();
    progress.fileDone();
    progress.end(true);
    expect(lines).toEqual([
      'kafka: downloading 2 files, 20 MB',
      expect.stringContaining('5.0 of 20 MB, 0 of 2 files'),
      expect.stringContaining('5.0 of 20 MB, 0 of 2 files'),
      expect.stringContaining('downloaded 20 of 20 MB, 2 of 2 files'),
    ]);
    expect(lines.join('')).not.toContain('\x1b');
  });

  test('on a terminal is one bar, wiped at the end', () => {
    const drawn: string[] = [];
    const progress = createProgress('kafka', { line: () => undefined, redraw: (text) => drawn.push(text) });
    progress.begin(1, 10);
    progress.add(5);
    vi.advanceTimersByTime(150);
    progress.end(true);
    expect(drawn[0]).toMatch(/^kafka \[={14} {14}\] /);
    expect(drawn.at(-1)).toBe('');
  });
});
