import type { LogFields, Logger } from '@fleetlane/stream';
import { expect, test } from 'vitest';
import { throttledLogger } from './throttled-logger.ts';

function setUp() {
  const lines: [string, LogFields | undefined][] = [];
  const write = (message: string, fields?: LogFields): void => void lines.push([message, fields]);
  const target: Logger = { debug: write, info: write, warn: write, error: write };
  const clock = { nowMs: 0 };
  return { lines, clock, logger: throttledLogger(target, 1000, () => clock.nowMs) };
}

test('the first of like warnings is written, then one in the interval with the number of those left out', () => {
  const { lines, clock, logger } = setUp();
  logger.warn('No broker answers, next attempt in 100 ms', { code: 'SOURCE_UNREACHABLE' });
  for (let delay = 200; delay < 203; delay++) logger.warn(`No broker answers, next attempt in ${delay} ms`, { code: 'SOURCE_UNREACHABLE' });
  clock.nowMs = 1000;
  logger.warn('No broker answers, next attempt in 300 ms', { code: 'SOURCE_UNREACHABLE' });
  expect(lines).toEqual([
    ['No broker answers, next attempt in 100 ms', { code: 'SOURCE_UNREACHABLE' }],
    ['No broker answers, next attempt in 300 ms', { code: 'SOURCE_UNREACHABLE', repeats: 3 }],
  ]);
});

test('a warning about another partition, topic or code is another warning', () => {
  const { lines, logger } = setUp();
  for (const fields of [{ topic: 'a', partition: 0 }, { topic: 'a', partition: 1 }, { topic: 'b', partition: 0 }, { code: 'SINK_BLOCKED' as const }]) logger.warn('Halted', fields);
  expect(lines).toHaveLength(4);
});

test('errors and other levels are never left out', () => {
  const { lines, logger } = setUp();
  for (const method of ['error', 'error', 'info', 'info', 'debug', 'debug'] as const) logger[method]('again');
  expect(lines).toHaveLength(6);
});
