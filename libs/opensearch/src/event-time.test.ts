import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventTimeReader } from './event-time.ts';
import { parseTime } from './parse-time.ts';

const reader = new EventTimeReader('event_time');
const read = (text: string | Buffer) => reader.read(Buffer.from(text as string));

describe('EventTimeReader', () => {
  test.each([
    ['{"event_time":"2026-11-20T07:08:09.123Z"}', Date.UTC(2026, 10, 20, 7, 8, 9, 123)],
    ['{"event_time":"2026-11-20T07:08:09Z"}', Date.UTC(2026, 10, 20, 7, 8, 9)],
    ['{ "a" : "x" , "event_time" : "2026-01-31T00:00:00.000Z" }', Date.UTC(2026, 0, 31)],
    ['{"event_time":"2024-02-29T12:00:00Z"}', Date.UTC(2024, 1, 29, 12)],
    ['{"event_time":"2026-11-20T07:08:09.123456+02:00"}', Date.UTC(2026, 10, 20, 5, 8, 9, 123)],
    ['{"event_time":"2026-11-20T07:08:09"}', Date.UTC(2026, 10, 20, 7, 8, 9)],
    ['{"event_time":"2026-11-20 07:08:09"}', Date.UTC(2026, 10, 20, 7, 8, 9)],
    ['{"event_time":"2026-11-20"}', Date.UTC(2026, 10, 20)],
    ['{"event_time":1795219200}', 1_795_219_200_000],
    ['{"event_time":1795219200123}', 1_795_219_200_123],
    ['{"text":"event_time","event_time":"2026-11-20T00:00:00Z"}', Date.UTC(2026, 10, 20)],
    ['{"inner":{"event_time":"2020-01-01T00:00:00Z"},"event_time":"2026-11-20T00:00:00Z"}', Date.UTC(2026, 10, 20)],
    ['{"list":[{"event_time":"2020-01-01T00:00:00Z"}],"event_time":"2026-11-20T00:00:00Z"}', Date.UTC(2026, 10, 20)],
    ['{"quoted":"\\"event_time\\":\\"2020-01-01T00:00:00Z\\"","event_time":"2026-11-20T00:00:00Z"}', Date.UTC(2026, 10, 20)],
    ['{"event\\u005ftime":"2026-11-20T00:00:00Z"}', Date.UTC(2026, 10, 20)],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    ['{"vehicle_id":"a"}', 'missing'],
    ['{"inner":{"event_time":"2026-11-20T00:00:00Z"}}', 'missing'],
    ['{"event_time":null}', 'invalid'],
    ['{"event_time":"soon"}', 'invalid'],
    ['{"event_time":"2026-02-30T00:00:00Z"}', 'invalid'],
    ['{"event_time":"2026-13-01T00:00:00Z"}', 'invalid'],
    ['{"event_time":1e20}', 'invalid'],
    ['{"event_time":true}', 'invalid'],
    ['{"vehicle_id":', 'malformed'],
    ['["event_time"]', 'malformed'],
    ['17', 'malformed'],
  ])('%s is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test('agrees with JSON.parse about any object, wherever the name stands in it', () => {
    const name = fc.constantFrom('event_time', 'a', 'event', '"event_time"', 'x\\');
    const leaf = fc.oneof(
      fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }).map((date) => date.toISOString()),
      fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant('event_time'), fc.constant('"event_time":"2020-01-01T00:00:00Z"'),
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(name, tie('value'), { maxKeys: 4 })),
    }));
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 5 }), fc.constantFrom(undefined, 1, '\t'), (object, indent) => {
        const parsed = JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
        const expected = Object.hasOwn(parsed, 'event_time') ? (parseTime(parsed['event_time']) ?? 'invalid') : 'missing';
        expect(read(JSON.stringify(object, undefined, indent))).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });
});
