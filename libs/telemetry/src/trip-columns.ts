/** How a column of a trips file becomes a JSON value. */
interface Column {
  /** Ends the sentence "… is not". */
  readonly rule: string;
  /** The JSON text for a cell; undefined where the cell breaks the rule, empty where the field is to be left out. */
  readonly read: (cell: string) => string | undefined;
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
const STATUSES = ['OK', 'WARNING', 'ERROR'];

function number(min: number, max: number): Column {
  return { rule: `a number from ${min} to ${max}`, read: (cell) => (JSON_NUMBER.test(cell) && +cell >= min && +cell <= max ? cell : undefined) };
}

function integer(min: number, max: number): Column {
  const { read } = number(min, max);
  return { rule: `a whole number from ${min} to ${max}`, read: (cell) => (Number.isInteger(+cell) ? read(cell) : undefined) };
}

function optional({ rule, read }: Column, absent: string): Column {
  return { rule: `${rule}, or empty`, read: (cell) => (cell === '' ? absent : read(cell)) };
}

const text: Column = { rule: 'a text', read: (cell) => (cell === '' ? undefined : JSON.stringify(cell)) };

const utcTime: Column = {
  rule: 'a time in UTC like 2026-11-20T07:15:30.123Z',
  read: (cell) => (UTC_TIME.test(cell) && !Number.isNaN(Date.parse(cell)) ? JSON.stringify(new Date(cell).toISOString()) : undefined),
};

const status: Column = { rule: `one of ${STATUSES.join(', ')}`, read: (cell) => (STATUSES.includes(cell) ? JSON.stringify(cell) : undefined) };

const codes: Column = {
  rule: 'trouble codes like P0300, separated by spaces',
  read: (cell) => {
    const list = cell === '' ? [] : cell.split(' ');
    return list.every((code) => /^[PCBU][0-9A-F]{4}$/.test(code)) ? JSON.stringify(list) : undefined;
  },
};

/** Every column of a trips file, in the order in which it is written. A file may have them in any order. */
export const TRIP_COLUMNS = {
  trip_id: text,
  vehicle_id: text,
  vendor_id: integer(1, 8),
  event_time: utcTime,
  lat: number(-90, 90),
  lon: number(-180, 180),
  speed_kmh: number(0, 400),
  heading: number(0, 360),
  odometer_km: number(0, 10_000_000),
  fuel_pct: optional(number(0, 100), ''),
  battery_v: number(0, 60),
  engine_temp_c: number(-60, 250),
  rpm: integer(0, 20_000),
  gear: integer(-1, 16),
  status,
  dtc: codes,
  driver_id: optional(text, 'null'),
  firmware: text,
} satisfies Record<string, Column>;

export type TripColumn = keyof typeof TRIP_COLUMNS;

export const SOURCE_OF_TRIPS = 'fleet-simulator/trips-csv';
