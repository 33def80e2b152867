import { describe, expect, test } from 'vitest';
import { EARLIEST, LATEST, describeGap, startQuestion } from './offset-policy.ts';

describe('startQuestion', () => {
  const partition = { topic: 't', partition: 1 };
  test.each([
    [{ from: 'earliest' }, { listOffsetsAt: EARLIEST }],
    [{ from: 'latest' }, { listOffsetsAt: LATEST }],
    [{ from: 'committed' }, 'halt'],
    [{ from: 'timestamp', timestampMs: 1_700_000_000_000 }, { listOffsetsAt: 1_700_000_000_000 }],
    [{ from: 'offsets', offsets: { t: { 1: 42 } } }, { offset: 42 }],
    [{ from: 'offsets', offsets: { t: { 0: 42 } } }, { listOffsetsAt: EARLIEST }],
  ] as const)('%j asks for %j', (start, question) => {
    expect(startQuestion(start, partition)).toEqual(question);
  });
});

describe('describeGap', () => {
  test('names the range that retention took', () => {
    expect(describeGap(100, 250, 900)).toBe('offsets 100 to 249 are gone (150 records or gaps); the log now starts at 250');
  });

  test('tells a topic that was made anew from one that lost its beginning', () => {
    expect(describeGap(1_000, 0, 20)).toContain('beyond the end of the log, 20');
  });
});
