import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PartitionLease, StreamRecord } from '@fleetlane/stream';
import { BulkBody } from './bulk-body.ts';

const lease = { topic: 'vehicle.telemetry', partition: 3 } as PartitionLease;
const record = (offset: number, value: string | Buffer): StreamRecord => ({ lease, offset, timestampMs: 0, key: null, value: Buffer.from(value as string), headers: [] });
const lines = (body: BulkBody): string[] => body.view().toString('utf8').split('\n');

test('an action line with the id, then the bytes of the record as they came', () => {
  const body = new BulkBody();
  body.add(record(41, '{"a": 1.0}'), 'telemetry-2026.11.20');
  expect(lines(body)).toEqual(['{"index":{"_index":"telemetry-2026.11.20","_id":"vehicle.telemetry+3+41"}}', '{"a": 1.0}', '']);
});

test('offsets of any size are written in full', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (offset) => {
      const body = new BulkBody();
      body.add(record(offset, '{}'), 'i');
      expect(lines(body)[0]).toBe(`{"index":{"_index":"i","_id":"vehicle.telemetry+3+${offset}"}}`);
    }),
  );
});

test('a line feed becomes a carriage return: white space between fields, and still forbidden inside of a text', () => {
  const body = new BulkBody();
  body.add(record(1, '{\n"a":1\n}'), 'i');
  body.add(record(2, '{"a":"x\ny"}'), 'i');
  expect(JSON.parse(lines(body)[1]!)).toEqual({ a: 1 });
  expect(() => JSON.parse(lines(body)[3]!)).toThrow();
  expect(body.count).toBe(2);
});

test('the buffer grows, and is used again from its beginning', () => {
  const body = new BulkBody();
  for (let offset = 0; offset < 1_000; offset++) body.add(record(offset, `{"pad":"${'x'.repeat(500)}"}`), 'i');
  expect(lines(body)).toHaveLength(2_001);
  body.reset();
  body.add(record(7, '{}'), 'j');
  expect(lines(body)).toEqual(['{"index":{"_index":"j","_id":"vehicle.telemetry+3+7"}}', '{}', '']);
});
