type Check = (value: unknown) => boolean;

export interface Field {
  readonly check: Check;
  readonly optional?: boolean;
}

const number = (min: number, max: number): Field => ({ check: (value) => typeof value === 'number' && value >= min && value <= max });
const integer = (min: number, max: number): Field => ({ check: (value) => Number.isInteger(value) && number(min, max).check(value) });
const matching = (pattern: RegExp): Field => ({ check: (value) => typeof value === 'string' && pattern.test(value) });
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}';

const location: Field = {
  check: (value) => {
    const { lat, lon, ...rest } = value as { lat: unknown; lon: unknown };
    return number(-90, 90).check(lat) && number(-180, 180).check(lon) && Object.keys(rest).length === 0;
  },
};
const driverId: Field = { check: (value) => value === null || matching(new RegExp(`^${UUID}$`)).check(value) };
const dtc: Field = { check: (value) => Array.isArray(value) && value.every((code) => matching(/^[PCBU][0-9A-F]{4}$/).check(code)) };

const HEAD = {
  vehicle_id: matching(/^VH-\d{6}$/),
  vendor_id: integer(1, 8),
  trip_id: matching(new RegExp(`^trip-${UUID}$`)),
  event_time: matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  location,
};
const END = { firmware: matching(/^tcu-\d+\.\d+\.\d+/), source: matching(/^fleet-simulator/) };
const TROUBLE = { status: matching(/^(OK|WARNING|ERROR)$/), dtc };

export const TELEMETRY_FIELDS: Readonly<Record<string, Field>> = {
  ...HEAD,
  speed_kmh: number(0, 135),
  heading: number(0, 359.9),
  odometer_km: number(1_000, 1_000_000),
  fuel_pct: { ...number(3, 100), optional: true },
  battery_v: number(12, 15),
  engine_temp_c: number(55, 125),
  rpm: integer(800, 4_000),
  gear: integer(0, 6),
  ...TROUBLE,
  driver_id: driverId,
  ...END,
};

export const HEALTH_FIELDS: Readonly<Record<string, Field>> = {
  ...HEAD,
  cpu_pct: number(0, 100),
  memory_pct: number(0, 100),
  disk_free_mb: integer(0, 4_096),
  modem_rssi_dbm: integer(-120, -40),
  gnss_satellites: integer(0, 24),
  board_temp_c: number(-40, 110),
  battery_v: number(12, 15),
  uptime_s: integer(0, 1e8),
  buffered_records: integer(0, 7),
  ...TROUBLE,
  ...END,
};

export const ACTIVITY_FIELDS: Readonly<Record<string, Field>> = {
  ...HEAD,
  activity: matching(/^[a-z_]+$/),
  door: { ...matching(/^(front|rear)_(left|right)$/), optional: true },
  speed_kmh: number(0, 135),
  duration_ms: integer(0, 5_000),
  driver_id: driverId,
  ...END,
};

/** What in `record` differs from `fields`: wrong values, missing and unknown fields, another order. */
export function faultsOf(record: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, Field>>): string[] {
  const faults = Object.entries(record).flatMap(([name, value]) => (fields[name]?.check(value) ? [] : [`${name}: ${JSON.stringify(value)}`]));
  for (const [name, { optional }] of Object.entries(fields)) if (!optional && !(name in record)) faults.push(`${name} is missing`);
  const known = Object.keys(fields).filter((name) => name in record);
  if (known.join() !== Object.keys(record).join()) faults.push(`order: ${Object.keys(record).join()}`);
  return faults;
}
