import { describe, expect, test } from 'vitest';
import { DIRT, DIRT_KINDS, type DirtKind, EVERYDAY_DIRT, expectedFate, MAX_DIRTY_BYTES } from './dirt.ts';
import { TelemetryGenerator, type TelemetryRecord } from './generator.ts';
import { faultsOf, TELEMETRY_FIELDS } from './schema.test-support.ts';
import { RECORD_KINDS } from './record-kind.ts';

const START = Date.UTC(2026, 10, 20, 12);
const parse = (value: Buffer | null): Record<string, unknown> => JSON.parse(value!.toString()) as Record<string, unknown>;
const isUtf8 = (value: Buffer): boolean => Buffer.compare(Buffer.from(value.toString('utf8')), value) === 0;

function dirtyRecords(kind: DirtKind, count = 300): TelemetryRecord[] {
  const generator = new TelemetryGenerator({ seed: 5, startTimeMs: START, vehicles: 20, kinds: RECORD_KINDS, dirt: { share: 0.5, kinds: [kind] } });
  return [...generator.generate(count)].filter(({ dirt }) => dirt === kind);
}

/** What each dirty value must be, seen as a sink sees it. */
const LOOKS: Readonly<Record<DirtKind, (record: TelemetryRecord) => boolean>> = {
  'malformed-json': ({ value }) => value!.length > 10 && isNotJson(value!),
  'wrong-type': ({ value }) => Number.isNaN(new Date(parse(value)['event_time'] as string | number).getTime()),
  'missing-field': ({ value }) => !('event_time' in parse(value)) && 'location' in parse(value),
  'unknown-field': ({ value }) => 'vendor_extension' in parse(value),
  'null-island': ({ value }) => JSON.stringify(parse(value)['location']) === '{"lat":0,"lon":0}',
  'clock-1970': ({ value }) => (parse(value)['event_time'] as string).startsWith('1970-01-01T'),
  'clock-2099': ({ value }) => (parse(value)['event_time'] as string).startsWith('2099-01-01T'),
  late: (record) => delayMs(record) >= 3_600_000 && delayMs(record) < 6 * 3_600_000,
  'out-of-order': (record) => delayMs(record) > 0 && delayMs(record) <= 30_000,
  duplicate: ({ value }) => parse(value)['vehicle_id'] !== undefined,
  oversized: ({ value }) => value!.length > 2_000_000 && value!.length <= MAX_DIRTY_BYTES && 'attachment' in parse(value),
  tombstone: ({ value }) => value === null,
  empty: ({ value }) => value?.length === 0,
  'invalid-utf8': ({ value }) => !isUtf8(value!) && !isNotJson(value!),
  'embedded-newline': ({ value }) => value!.includes('\n') && 'location' in parse(value),
};

describe.each(DIRT_KINDS)('%s', (kind) => {
  test(`is ${DIRT[kind].is}`, () => {
    const dirty = dirtyRecords(kind, kind === 'oversized' ? 30 : 300);
    expect(dirty.length).toBeGreaterThan(5);
    for (const record of dirty) expect(LOOKS[kind](record)).toBe(true);
  });
});

test('embedded newlines change the form of a record and not its meaning', () => {
  const clean = new TelemetryGenerator({ seed: 5, startTimeMs: START });
  const dirty = new TelemetryGenerator({ seed: 5, startTimeMs: START, dirt: { share: 1, kinds: ['embedded-newline'] } });
  const meaning = (generator: TelemetryGenerator): unknown[] => [...generator.generate(50)].map(({ value }) => parse(value));
  expect(meaning(dirty)).toEqual(meaning(clean));
});

test('a duplicate repeats an earlier clean record with its key and topic', () => {
  const generator = new TelemetryGenerator({ seed: 5, kinds: RECORD_KINDS, dirt: { share: 0.4, kinds: ['duplicate', 'malformed-json'] } });
  const seen = new Set<string>();
  let duplicates = 0;
  for (const { topic, key, value, dirt } of generator.generate(2_000)) {
    const whole = `${topic} ${key.toString()} ${value!.toString()}`;
    if (dirt === 'duplicate') {
      duplicates++;
      expect(seen.has(whole)).toBe(true);
    }
    if (dirt === undefined) seen.add(whole);
  }
  expect(duplicates).toBeGreaterThan(300);
});

test('dirt leaves the clean records as they are without it', () => {
  const without = new Set([...new TelemetryGenerator({ seed: 3 }).generate(1_000)].map(({ value }) => value!.toString()));
  const dirtied = [...new TelemetryGenerator({ seed: 3, dirt: { share: 0.1, kinds: EVERYDAY_DIRT } }).generate(1_000)];
  const clean = dirtied.filter(({ dirt }) => dirt === undefined);
  expect(clean.length / dirtied.length).toBeCloseTo(0.9, 1);
  for (const { value } of clean) {
    expect(without.has(value!.toString())).toBe(true);
    expect(faultsOf(parse(value), TELEMETRY_FIELDS)).toEqual([]);
  }
});

test('the share is met, and every chosen kind comes', () => {
  const dirty = [...new TelemetryGenerator({ seed: 11, dirt: { share: 0.01, kinds: EVERYDAY_DIRT } }).generate(50_000)].filter(({ dirt }) => dirt);
  expect(dirty.length / 50_000).toBeCloseTo(0.01, 2.5);
  expect(new Set(dirty.map(({ dirt }) => dirt))).toEqual(new Set(EVERYDAY_DIRT));
});

test('the expected fate follows how the sink is set', () => {
  const deadLettered = DIRT_KINDS.filter((kind) => expectedFate(kind) === 'dead-lettered');
  expect(deadLettered.sort()).toEqual(['empty', 'invalid-utf8', 'malformed-json', 'missing-field', 'oversized', 'tombstone', 'wrong-type']);
  expect(expectedFate('oversized', { recordLimitBytes: 10_000_000 })).toBe('indexed');
  expect(expectedFate('unknown-field', { strictMapping: true })).toBe('dead-lettered');
  expect(expectedFate('missing-field', { needsEventTime: false })).toBe('indexed');
});

function isNotJson(value: Buffer): boolean {
  try {
    JSON.parse(value.toString());
    return false;
  } catch {
    return true;
  }
}

function delayMs({ value, timestampMs }: TelemetryRecord): number {
  return timestampMs - Date.parse(parse(value)['event_time'] as string);
}
