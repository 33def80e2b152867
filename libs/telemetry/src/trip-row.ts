import { SOURCE_OF_TRIPS, TRIP_COLUMNS, type TripColumn } from './trip-columns.ts';

/** A row of a trips file that is no record. `line` counts from 1, the header's. */
export class TripRowError extends Error {
  readonly line: number;
  /** Undefined when the row as a whole is broken, as by an open quote. */
  readonly column: string | undefined;

  constructor(line: number, column: string | undefined, problem: string, cause?: unknown) {
    super(`line ${line}${column === undefined ? '' : `, column ${column}`}: ${problem}`, cause === undefined ? undefined : { cause });
    this.name = 'TripRowError';
    this.line = line;
    this.column = column;
  }
}

export interface TripRecord {
  readonly key: Buffer;
  readonly value: Buffer;
  readonly timestampMs: number;
}

/** Cells of one row, by column, as the telemetry record that the vehicle would have sent. Throws {@link TripRowError}. */
export function tripRecord(cells: Readonly<Record<TripColumn, string>>, line: number): TripRecord {
  const json = {} as Record<TripColumn, string>;
  for (const [column, { rule, read }] of Object.entries(TRIP_COLUMNS) as [TripColumn, (typeof TRIP_COLUMNS)[TripColumn]][]) {
    const fragment = read(cells[column]);
    if (fragment === undefined) throw new TripRowError(line, column, `${JSON.stringify(cells[column])} is not ${rule}`);
    json[column] = fragment;
  }
  const { lat, lon, fuel_pct: fuel, ...rest } = json;
  const before = fields(rest, ['vehicle_id', 'vendor_id', 'trip_id', 'event_time']);
  const middle = fields(rest, ['speed_kmh', 'heading', 'odometer_km']);
  const after = fields(rest, ['battery_v', 'engine_temp_c', 'rpm', 'gear', 'status', 'dtc', 'driver_id', 'firmware']);
  const value = `{${before},"location":{"lat":${lat},"lon":${lon}},${middle}${fuel === '' ? '' : `,"fuel_pct":${fuel}`},${after},"source":"${SOURCE_OF_TRIPS}"}`;
  return { key: Buffer.from(cells.vehicle_id), value: Buffer.from(value), timestampMs: Date.parse(cells.event_time) };
}

function fields<K extends string>(json: Readonly<Record<K, string>>, names: readonly K[]): string {
  return names.map((name) => `"${name}":${json[name]}`).join(',');
}
