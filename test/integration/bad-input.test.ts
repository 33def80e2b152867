import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Scenario } from '../support/scenario.ts';
import type { FoundLetter } from '@fleetlane/harness-tool';

/** Each bad value stands between good ones; what it does to its neighbours is the point. */
const BAD: Record<string, { value: Buffer | null; code: string }> = {
  'malformed JSON': { value: Buffer.from('{"vehicle_id":"VH-1","event_time":"2026-11-20T00:00:00Z"'), code: 'SINK_DOCUMENT_REJECTED' },
  'JSON that closes too early': { value: Buffer.from('}{'), code: 'RECORD_MALFORMED' },
  'an empty value': { value: Buffer.alloc(0), code: 'RECORD_EMPTY' },
  'white space only': { value: Buffer.from(' \n '), code: 'RECORD_MALFORMED' },
  'a tombstone': { value: null, code: 'RECORD_TOMBSTONE' },
  'a number instead of an object': { value: Buffer.from('123'), code: 'RECORD_MALFORMED' },
  'a list instead of an object': { value: Buffer.from('[{"a":1}]'), code: 'RECORD_MALFORMED' },
  'invalid UTF-8': { value: Buffer.from([...Buffer.from('{"vehicle_id":"'), 0xff, 0xfe, ...Buffer.from('"}')]), code: 'SINK_DOCUMENT_REJECTED' },
  'a NUL byte': { value: Buffer.from('{"vehicle_id":"a\0b"}'), code: 'SINK_DOCUMENT_REJECTED' },
  'a line feed inside of a text': { value: Buffer.from('{"vehicle_id":"a\nb"}'), code: 'SINK_DOCUMENT_REJECTED' },
  'a number where a date is due': { value: Buffer.from('{"vehicle_id":"VH-1","seen_at":"yesterday"}'), code: 'SINK_DOCUMENT_REJECTED' },
  'a 5 MB record': { value: Buffer.from(JSON.stringify({ pad: 'x'.repeat(5_000_000) })), code: 'RECORD_TOO_LARGE' },
  'binary JSON (SMILE)': { value: Buffer.from([0x3a, 0x29, 0x0a, 0x01]), code: 'RECORD_MALFORMED' },
  'a field twice': { value: Buffer.from('{"vehicle_id":"a","vehicle_id":"b"}'), code: 'SINK_DOCUMENT_REJECTED' },
};

describe('bad input next to good records', () => {
  let scenario: Scenario;
  const ids = new Map<string, string>();
  let letters: Map<string, FoundLetter>;
  let indexed: Set<string>;

  beforeAll(async () => {
    scenario = await Scenario.create('bad', { partitions: 1 });
    await scenario.request('PUT', `/${scenario.index}`, { mappings: { properties: { seen_at: { type: 'date' } } } });
    for (const [name, { value }] of Object.entries(BAD)) {
      await scenario.produce(3);
      ids.set(name, await scenario.produceOne(value));
    }
    await scenario.produce(3);
    ids.set('newline between fields', await scenario.produceOne(Buffer.from('{\n  "vehicle_id": "VH-1",\n  "n": 1\n}')));
    const sink = await scenario.startSink();
    await scenario.untilCommitted(sink);
    await sink.stop();
    letters = new Map((await scenario.kafka.letters(scenario.deadLetterTopic)).map((letter) => [letter.id, letter]));
    indexed = new Set(await scenario.indexed());
  });
  afterAll(() => scenario.end());

  test.each(Object.entries(BAD))('%s is dead-lettered with its code and its bytes', (name, { value, code }) => {
    const letter = letters.get(ids.get(name)!);
    expect(letter?.code).toBe(code);
    expect(value === null ? letter!.value === null : letter!.value!.equals(value)).toBe(true);
    expect(letter!.key).toEqual(Buffer.from('VH-1'));
    expect(letter!.headers.get('fleetlane-failure-verdict')).toBe('reject');
    expect(letter!.headers.get('fleetlane-failure-reason')).not.toContain('VH-1');
  });

  test('newlines between the fields of valid JSON are harmless', () => {
    expect(indexed).toContain(ids.get('newline between fields'));
  });

  test('every good record is indexed, and nothing is lost', async () => {
    await scenario.expectBalanced();
    expect(letters.size).toBe(Object.keys(BAD).length);
  });
});

describe('what a route says about special records', () => {
  test('tombstones are dropped when asked, and counted', async () => {
    const scenario = await Scenario.create('tombstone', { partitions: 1 });
    try {
      await scenario.produce(2);
      const tombstone = await scenario.produceOne(null);
      const sink = await scenario.startSink({ routes: [{ topics: [scenario.topic], index: scenario.index, suffix: 'none', onTombstone: 'drop' }] });
      await scenario.untilCommitted(sink);
      expect((await sink.get('/metrics')).text).toMatch(/fleetlane_records_dropped_total\{[^}]*code="RECORD_TOMBSTONE"[^}]*\} 1/);
      await sink.stop();
      await scenario.expectBalanced([tombstone]);
    } finally {
      await scenario.end();
    }
  });

  test('a record without its event time is dead-lettered where the index depends on it', async () => {
    const scenario = await Scenario.create('no-time', { partitions: 1 });
    try {
      await scenario.produceOne(Buffer.from('{"vehicle_id":"VH-1"}'));
      await scenario.produceOne(Buffer.from('{"event_time":"soon"}'));
      await scenario.produceOne(Buffer.from('{"event_time":'));
      const sink = await scenario.startSink({ routes: [{ topics: [scenario.topic], index: scenario.index, suffix: 'day' }] });
      await scenario.untilCommitted(sink);
      await sink.stop();
      const codes = (await scenario.kafka.letters(scenario.deadLetterTopic)).map(({ code }) => code);
      expect(codes).toEqual(['RECORD_FIELD_MISSING', 'RECORD_FIELD_INVALID', 'RECORD_MALFORMED']);
    } finally {
      await scenario.end();
    }
  });
});
