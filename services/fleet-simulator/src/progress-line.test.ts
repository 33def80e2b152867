import { expect, test } from 'vitest';
import { ProgressLine } from './progress-line.ts';

const progress = { elapsedMs: 0, produced: 12_345, ratePerSecond: 1_000.4, inFlight: 7, failed: 0 };

function shown(isTTY: boolean, seconds: number): string[] {
  const written: string[] = [];
  const line = new ProgressLine({ isTTY, write: (text) => written.push(text) });
  for (let second = 1; second <= seconds; second++) line.show({ ...progress, elapsedMs: second * 1_000 });
  line.end();
  return written;
}

test('a terminal gets one line that is written over', () => {
  const written = shown(true, 2);
  expect(written[1]).toBe('\r\u001b[2K   2 s  produced 12,345  rate 1,000/s  in flight 7  errors 0');
  expect(written.join('').split('\n')).toHaveLength(2);
});

test('a file gets a line every five seconds', () => {
  expect(shown(false, 12).map((line) => line.slice(0, 6))).toEqual(['   5 s', '  10 s']);
});
