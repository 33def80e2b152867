import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { TelemetryGenerator } from './generator.ts';
import { readTrips, type ReadTripsOptions } from './read-trips.ts';
import { faultsOf, TELEMETRY_FIELDS } from './schema.test-support.ts';
import { SOURCE_OF_TRIPS } from './trip-columns.ts';
import { type TripRecord, TripRowError } from './trip-row.ts';
import { tripsCsv } from './trips-csv.ts';

const LINES = [...tripsCsv(3, 200)];
const withCell = (line: number, column: string, cell: string): string[] => {
  const place = LINES[0]!.trimEnd().split(',').indexOf(column);
  return LINES.map((text, i) => (i === line - 1 ? `${text.trimEnd().split(',').with(place, cell).join(',')}\n` : text));
};
const read = (lines: readonly string[], options?: ReadTripsOptions): Promise<TripRecord[]> => all(readTrips(Readable.from([lines.join('')]), options));
const parse = ({ value }: TripRecord): Record<string, unknown> => JSON.parse(value.toString()) as Record<string, unknown>;

test('the same seed writes the same file', () => {
  expect([...tripsCsv(3, 200)]).toEqual(LINES);
  expect(LINES).toHaveLength(201);
});

test('a trips file reads back as the records that it was made of', async () => {
  const expected = [...new TelemetryGenerator({ seed: 3, vehicles: 20 }).generate(200)];
  const records = await read(LINES);
  expect(records.map(parse)).toEqual(expected.map(({ value }) => ({ ...(JSON.parse(value!.toString()) as object), source: SOURCE_OF_TRIPS })));
  expect(records.map(({ key }) => key)).toEqual(expected.map(({ key }) => key));
  expect(records.map(({ timestampMs }) => timestampMs)).toEqual(expected.map(({ timestampMs }) => timestampMs));
  for (const record of records) expect(faultsOf(parse(record), TELEMETRY_FIELDS)).toEqual([]);
});

test('columns may stand in any order, behind a byte order mark, with quotes and blank lines', async () => {
  const turned = LINES.slice(0, 3).map((line) => `${line.trimEnd().split(',').reverse().map((cell) => `"${cell}"`).join(',')}\r\n`);
  expect(await read(['\ufeff', turned[0]!, '\r\n', ...turned.slice(1)])).toEqual((await read(LINES)).slice(0, 2));
});

describe('a bad row is named by line and column', () => {
  test.each([
    ['lat', '91', 'line 5, column lat: "91" is not a number from -90 to 90'],
    ['lon', 'east', 'line 5, column lon: "east" is not a number from -180 to 180'],
    ['rpm', '800.5', 'line 5, column rpm: "800.5" is not a whole number from 0 to 20000'],
    ['vendor_id', '9', 'line 5, column vendor_id: "9" is not a whole number from 1 to 8'],
    ['event_time', '2026-11-20 07:15', 'line 5, column event_time: "2026-11-20 07:15" is not a time in UTC like 2026-11-20T07:15:30.123Z'],
    ['event_time', '2026-13-20T07:15:30Z', 'line 5, column event_time: "2026-13-20T07:15:30Z" is not a time'],
    ['vehicle_id', '', 'line 5, column vehicle_id: "" is not a text'],
    ['status', 'fine', 'line 5, column status: "fine" is not one of OK, WARNING, ERROR'],
    ['dtc', 'P03', 'line 5, column dtc: "P03" is not trouble codes like P0300, separated by spaces'],
    ['fuel_pct', '1e2', 'line 5, column fuel_pct: "1e2" is not a number from 0 to 100, or empty'],
  ])('%s %j', async (column, cell, message) => {
    const error = await read(withCell(5, column, cell)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TripRowError);
    expect(error).toMatchObject({ line: 5, column, message: expect.stringContaining(message) as string });
  });
});

test('bad rows are left out when the caller takes them', async () => {
  const bad: number[] = [];
  const records = await read(withCell(7, 'lat', ''), { onBadRow: ({ line }) => bad.push(line) });
  expect(bad).toEqual([7]);
  expect(records).toHaveLength(199);
});

test('broken CSV is named by its line', async () => {
  await expect(read([...LINES.slice(0, 4), 'too,few\n', ...LINES.slice(4)])).rejects.toThrow(/^line 5: .*columns/i);
  await expect(read([...LINES.slice(0, 3), '"open\n'])).rejects.toThrow(TripRowError);
});

test('a header that lacks, repeats or invents a column is refused', async () => {
  const header = LINES[0]!.trimEnd();
  await expect(read([`${header.replace('lat,', '')}\n`])).rejects.toThrow('line 1, column lat: is missing from the header');
  await expect(read([`${header},colour\n`])).rejects.toThrow('line 1, column colour: is not a column of a trips file');
  await expect(read([`${header},lat\n`])).rejects.toThrow('line 1, column lat: stands twice in the header');
});

test('an error of the stream reaches the reader', async () => {
  const failing = Readable.from((async function* () {
    yield LINES.slice(0, 3).join('');
    throw new Error('disk gone');
  })());
  await expect(all(readTrips(failing))).rejects.toThrow('disk gone');
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
