import type { Partition } from '@fleetlane/stream';

/**
 * Where to read a partition from when the group has no committed offset for it.
 * - `earliest`, `latest`: the ends of the log.
 * - `committed`: nowhere; a partition without a committed offset halts, because a guess would skip or repeat.
 * - `timestampMs`: the first record of that time or later.
 * - `offsets`: explicit next offsets by topic and partition; partitions not named start at the earliest.
 */
export type StartPosition =
  | { readonly from: 'earliest' | 'latest' | 'committed' }
  | { readonly from: 'timestamp'; readonly timestampMs: number }
  | { readonly from: 'offsets'; readonly offsets: Readonly<Record<string, Readonly<Record<number, number>>>> };

/** What to do when the position has fallen out of the log. KafkaJS resets silently; here the default is to stop and tell. */
export type OffsetGonePolicy = 'halt' | 'earliest' | 'latest';

/** What is to be asked of the broker to find a start. */
export type StartQuestion = { readonly offset: number } | { readonly listOffsetsAt: number } | 'halt';

/** Kafka's own markers in a ListOffsets request. */
export const LATEST = -1;
export const EARLIEST = -2;

export function startQuestion(start: StartPosition, { topic, partition }: Partition): StartQuestion {
  switch (start.from) {
    case 'earliest':
      return { listOffsetsAt: EARLIEST };
    case 'latest':
      return { listOffsetsAt: LATEST };
    case 'committed':
      return 'halt';
    case 'timestamp':
      return { listOffsetsAt: start.timestampMs };
    case 'offsets': {
      const offset = start.offsets[topic]?.[partition];
      return offset === undefined ? { listOffsetsAt: EARLIEST } : { offset };
    }
  }
}

/** The range that is gone, in words: the sentence that an operator needs before accepting a gap. */
export function describeGap(position: number, logStart: number, logEnd: number): string {
  if (position < logStart) {
    return `offsets ${position} to ${logStart - 1} are gone (${logStart - position} records or gaps); the log now starts at ${logStart}`;
  }
  return `offset ${position} lies beyond the end of the log, ${logEnd}: the topic was made anew or truncated`;
}
