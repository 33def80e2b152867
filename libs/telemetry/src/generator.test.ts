import { describe, expect, test } from 'vitest';
import { DIRT_KINDS } from './dirt.ts';
import { TelemetryGenerator, type TelemetryRecord, TOMBSTONE } from './generator.ts';
import type { GeneratorOptions } from './generator-options.ts';
import { RECORD_KINDS } from './record-kind.ts';
import { ACTIVITY_FIELDS, faultsOf, HEALTH_FIELDS, TELEMETRY_FIELDS } from './schema.test-support.ts';

const records = (options: Partial<GeneratorOptions>, count: number): TelemetryRecord[] => [...new TelemetryGenerator({ seed: 7, ...options }).generate(count)];
const parse = (record: TelemetryRecord): Record<string, unknown> => JSON.parse(record.value!.toString()) as Record<string, unknown>;
const asText = ({ topic, key, value, timestampMs, dirt }: TelemetryRecord): string => `${topic} ${key.toString()} ${timestampMs} ${dirt} ${value?.toString('latin1')}`;
const field = (name: string, list: readonly TelemetryRecord[]): number[] => list.map((record) => parse(record)[name] as number);

describe('vehicle-telemetry', () => {
  const many = records({ vehicles: 300 }, 30_000);

  test('every value is JSON with the fields of the schema, their types and ranges, in their order', () => {
    for (const record of many) expect(faultsOf(parse(record), TELEMETRY_FIELDS)).toEqual([]);
  });

  test('is about 480 bytes long', () => {
    const mean = many.reduce((sum, { value }) => sum + value!.length, 0) / many.length;
    expect(mean).toBeGreaterThan(450);
    expect(mean).toBeLessThan(510);
  });

  test('is keyed by its vehicle_id, which stays with its vendor', () => {
    const vendors = new Map<string, unknown>();
    for (const record of many.slice(0, 3_000)) {
      const { vehicle_id: id, vendor_id: vendor } = parse(record);
      expect(record.key.toString()).toBe(id);
      expect(vendors.get(id as string) ?? vendor).toBe(vendor);
      vendors.set(id as string, vendor);
    }
    expect(vendors.size).toBe(300);
    expect(vendors.has('VH-000123')).toBe(true);
  });

  test('leaves fuel_pct out at times, has no driver at times, and mostly no trouble codes', () => {
    const parsed = many.map(parse);
    const share = (holds: (value: Record<string, unknown>) => boolean): number => parsed.filter(holds).length / parsed.length;
    expect(share((value) => !('fuel_pct' in value))).toBeCloseTo(1 / 16, 2);
    expect(share((value) => value['driver_id'] === null)).toBeGreaterThan(0.01);
    expect(share((value) => value['driver_id'] === null)).toBeLessThan(0.08);
    expect(share((value) => (value['dtc'] as string[]).length > 0)).toBeGreaterThan(0.005);
    expect(share((value) => (value['dtc'] as string[]).length > 0)).toBeLessThan(0.15);
    expect(new Set(parsed.map((value) => value['status']))).toEqual(new Set(['OK', 'WARNING', 'ERROR']));
    expect(new Set(parsed.map((value) => value['firmware'])).size).toBe(4);
  });

  test('goes on in event time by the rate that was asked for', () => {
    const [first, second, , , fifth] = records({ startTimeMs: 1_000, eventsPerSecond: 250 }, 5);
    expect([first!.timestampMs, second!.timestampMs, fifth!.timestampMs]).toEqual([1_000, 1_004, 1_016]);
    expect(parse(fifth!)['event_time']).toBe('1970-01-01T00:00:01.016Z');
  });
});

describe('one vehicle', () => {
  const drive = records({ vehicles: 1 }, 20_000);

  test('moves no further between two records than its speed allows', () => {
    const places = drive.map((record) => parse(record) as { location: { lat: number; lon: number }; speed_kmh: number });
    for (let i = 1; i < places.length; i++) {
      const [from, to] = [places[i - 1]!.location, places[i]!.location];
      const metres = Math.hypot(to.lat - from.lat, (to.lon - from.lon) * Math.cos((to.lat * Math.PI) / 180)) * 111_320;
      expect(metres).toBeLessThan(places[i]!.speed_kmh / 3.6 + 1.5);
    }
  });

  test('drives, stops and never turns its odometer back', () => {
    const odometer = field('odometer_km', drive);
    expect(odometer.every((km, i) => i === 0 || km >= odometer[i - 1]!)).toBe(true);
    expect(odometer.at(-1)! - odometer[0]!).toBeGreaterThan(50);
    expect(field('speed_kmh', drive)).toContain(0);
  });

  test('is in neutral and idles exactly while it stands', () => {
    for (const record of drive) {
      const { speed_kmh: speed, gear, rpm } = parse(record) as Record<string, number>;
      expect(gear === 0).toBe(speed === 0);
      expect(rpm === 800).toBe(speed === 0);
    }
  });

  test('makes several trips', () => {
    const trips = new Set(drive.map((record) => parse(record)['trip_id']));
    expect(trips.size).toBeGreaterThan(4);
    expect(trips.size).toBeLessThan(70);
  });
});

test('the other kinds follow their schemas, each on its topic', () => {
  const mixed = records({ kinds: RECORD_KINDS, topics: { 'vehicle-health': 'fleet.health' } }, 20_000);
  const of = (topic: string): TelemetryRecord[] => mixed.filter((record) => record.topic === topic);
  for (const record of of('vehicle-telemetry')) expect(faultsOf(parse(record), TELEMETRY_FIELDS)).toEqual([]);
  for (const record of of('fleet.health')) expect(faultsOf(parse(record), HEALTH_FIELDS)).toEqual([]);
  for (const record of of('vehicle-activity')) expect(faultsOf(parse(record), ACTIVITY_FIELDS)).toEqual([]);
  expect(of('vehicle-telemetry').length / mixed.length).toBeCloseTo(0.9, 1);
  expect(of('fleet.health').length).toBeGreaterThan(900);
  expect(of('vehicle-activity').length).toBeGreaterThan(600);
});

describe('the same options', () => {
  const options: GeneratorOptions = { seed: 42, vehicles: 50, kinds: RECORD_KINDS, dirt: { share: 0.2, kinds: DIRT_KINDS.filter((kind) => kind !== 'oversized') } };

  test('give the same bytes', () => {
    expect(records(options, 5_000).map(asText)).toEqual(records(options, 5_000).map(asText));
    expect(records({ ...options, seed: 43 }, 10).map(asText)).not.toEqual(records(options, 10).map(asText));
  });

  test('give the same bytes however they are asked for', () => {
    const expected = records(options, 3_000).map(asText);
    const generator = new TelemetryGenerator(options);
    const target = Buffer.alloc(64 * 1024, 0xee);
    const actual: string[] = [];
    for (let at = 0; actual.length < expected.length; ) {
      if (actual.length % 100 === 50) actual.push(...[...generator.generate(1)].map(asText));
      at = at + generator.maxValueBytes > target.length ? actual.length % 13 : at;
      const length = generator.next(target, at);
      const value = length === TOMBSTONE ? null : target.subarray(at, at + length);
      const { topic, vehicle, timestampMs, dirt } = generator;
      actual.push(asText({ topic, key: generator.keyOf(vehicle), value, timestampMs, dirt }));
      at += Math.max(length, 0);
    }
    expect(actual).toEqual(expected);
  });
});

test('the bytes of a seed do not change from release to release', () => {
  const [first] = records({ seed: 1, vehicles: 3 }, 1);
  expect(first!.value!.toString()).toMatchInlineSnapshot(`"{"vehicle_id":"VH-000000","vendor_id":6,"trip_id":"trip-1d61eecf-9572-45da-a57b-0b57922cda38","event_time":"2026-01-01T00:00:00.000Z","location":{"lat":29.820901,"lon":-98.051586},"speed_kmh":119.5,"heading":154.7,"odometer_km":211960.0,"fuel_pct":27.4,"battery_v":14.12,"engine_temp_c":78.2,"rpm":2742,"gear":6,"status":"OK","dtc":[],"driver_id":"74442f2c-151a-42dd-a769-6991a708dad3","firmware":"tcu-5.0.0-rc1+20261002.0b8e6d53f1","source":"fleet-simulator/telematics-gateway"}"`);
});

test('live event times come from the clock that is given', () => {
  let now = Date.UTC(2026, 10, 20);
  const [, second] = records({ now: () => (now += 5) }, 2);
  expect(parse(second!)['event_time']).toBe('2026-11-20T00:00:00.010Z');
});

test('options out of range are refused with their name, value and range', () => {
  expect(() => new TelemetryGenerator({ seed: 1, vehicles: 0 })).toThrow('vehicles is 0; it must be a whole number from 1 to 1000000.');
  expect(() => new TelemetryGenerator({ seed: 1.5 })).toThrow('seed is 1.5');
  expect(() => new TelemetryGenerator({ seed: 1, dirt: { share: 0.1, kinds: [] } })).toThrow('dirt.kinds is []');
  expect(() => new TelemetryGenerator({ seed: 1, kinds: [] })).toThrow('kinds is []');
});

test('a buffer without room is refused before anything is written or moved on', () => {
  const generator = new TelemetryGenerator({ seed: 9 });
  expect(() => generator.next(Buffer.alloc(1_000), 500)).toThrow('may take 768 bytes; 500 are left');
  const [record] = [...generator.generate(1)];
  expect(record).toEqual(records({ seed: 9 }, 1)[0]);
});
