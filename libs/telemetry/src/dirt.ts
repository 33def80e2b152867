/** What really arrives. Each kind is what one well-known fault of producers, networks or clocks leaves in a topic. */
export const DIRT_KINDS = [
  'malformed-json', 'wrong-type', 'missing-field', 'unknown-field', 'null-island', 'clock-1970', 'clock-2099', 'late', 'out-of-order', 'duplicate',
  'oversized', 'tombstone', 'empty', 'invalid-utf8', 'embedded-newline',
] as const;
export type DirtKind = (typeof DIRT_KINDS)[number];

export type Fate = 'indexed' | 'dead-lettered';

interface DirtEntry {
  readonly is: string;
  readonly fate: Fate;
  /** Why a sink does that. */
  readonly because: string;
}

/** What each kind is, and what a sink with default settings does with it. */
export const DIRT: Readonly<Record<DirtKind, DirtEntry>> = {
  'malformed-json': { is: 'the record cut off in the middle', fate: 'dead-lettered', because: 'it is not JSON' },
  'wrong-type': { is: 'a word, or a number beyond all time, as event_time', fate: 'dead-lettered', because: 'no index can be chosen and the date field refuses it' },
  'missing-field': { is: 'no event_time', fate: 'dead-lettered', because: 'no index can be chosen' },
  'unknown-field': { is: 'fields that nobody announced', fate: 'indexed', because: 'mappings are dynamic unless told otherwise' },
  'null-island': { is: 'a position of 0/0, as receivers without a fix send', fate: 'indexed', because: 'it is a valid position' },
  'clock-1970': { is: 'a clock that starts at the epoch', fate: 'indexed', because: 'it is a valid time; it makes an index of its own' },
  'clock-2099': { is: 'a clock far ahead', fate: 'indexed', because: 'it is a valid time; it makes an index of its own' },
  late: { is: 'sent one to six hours after it happened', fate: 'indexed', because: 'the index follows the event time' },
  'out-of-order': { is: 'sent up to 30 s after it happened, behind younger records', fate: 'indexed', because: 'order in the topic is not order of events' },
  duplicate: { is: 'an earlier clean record, byte for byte and with its key, once more', fate: 'indexed', because: 'its offset, and so its id, is another' },
  oversized: { is: 'valid JSON of 2 or 5 MB', fate: 'dead-lettered', because: 'it is over the limit of 1 MiB' },
  tombstone: { is: 'a null value', fate: 'dead-lettered', because: 'nothing says what to delete' },
  empty: { is: 'a value of no bytes', fate: 'dead-lettered', because: 'it is not JSON' },
  'invalid-utf8': { is: 'bytes inside a string that are no UTF-8', fate: 'dead-lettered', because: 'it is not JSON' },
  'embedded-newline': { is: 'valid JSON with line breaks between fields', fate: 'indexed', because: 'it means the same, and must not break a line-based bulk body' },
};

/** Kinds that neither make odd indices nor need a topic with a larger message limit: what a demo can show without preparation. */
export const EVERYDAY_DIRT: readonly DirtKind[] = ['malformed-json', 'wrong-type', 'missing-field', 'null-island', 'duplicate', 'tombstone', 'empty', 'embedded-newline'];

/** How the sink in question differs from one with default settings. */
export interface FateOptions {
  /** Default 1 MiB. */
  readonly recordLimitBytes?: number;
  /** The index refuses fields that it does not know. Default false. */
  readonly strictMapping?: boolean;
  /** The index suffix needs the event time. Default true. */
  readonly needsEventTime?: boolean;
}

/** What a sink is expected to do with a record of this kind, so that whoever produced it can predict the counts. */
export function expectedFate(kind: DirtKind, { recordLimitBytes = 1024 * 1024, strictMapping = false, needsEventTime = true }: FateOptions = {}): Fate {
  if (kind === 'oversized') return recordLimitBytes < OVERSIZED_BYTES[0]! ? 'dead-lettered' : 'indexed';
  if (kind === 'unknown-field') return strictMapping ? 'dead-lettered' : 'indexed';
  if (kind === 'missing-field') return needsEventTime ? 'dead-lettered' : 'indexed';
  return DIRT[kind].fate;
}

/** Sizes of `oversized` values, at least. A limit between the two makes their fate unpredictable. */
export const OVERSIZED_BYTES: readonly number[] = [2_000_000, 5_000_000];

/** No dirty record is longer. */
export const MAX_DIRTY_BYTES = 5_001_024;

export function isDirtKind(text: string): text is DirtKind {
  return (DIRT_KINDS as readonly string[]).includes(text);
}
