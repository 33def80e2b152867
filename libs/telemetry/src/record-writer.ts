import { type Fleet, KEY_BYTES, UUID_BYTES } from './fleet.ts';
import { DTC_SETS, FIRMWARES } from './fleet-facts.ts';
import type { IsoTime } from './iso-time.ts';
import { ascii, writeBytes, writeDecimal, writeInteger } from './json-bytes.ts';

/** Writes the record that `vehicle` sends at `timeMs`, from its state alone; returns the place behind it. `at` has room for MAX_VALUE_BYTES. */
export type RecordWriter = (fleet: Fleet, vehicle: number, timeMs: number, time: IsoTime, target: Buffer, at: number) => number;

const VEHICLE_ID = ascii('{"vehicle_id":"');
const VENDOR_ID = ascii('","vendor_id":');
const TRIP_ID = ascii(',"trip_id":"trip-');
const EVENT_TIME = ascii('","event_time":"');
const LAT = ascii('","location":{"lat":');
const LON = ascii(',"lon":');
const DRIVER_ID = ascii(',"driver_id":');
const NULL = ascii('null');
const QUOTE = 0x22;

/** What every kind begins with: who, on which trip, when and where. Ends behind the location. */
export const writeHead: RecordWriter = (fleet, vehicle, timeMs, time, target, at) => {
  at = writeBytes(target, at, VEHICLE_ID);
  at = writeSlice(target, at, fleet.keys, vehicle * KEY_BYTES, KEY_BYTES);
  at = writeBytes(target, at, VENDOR_ID);
  at = writeInteger(target, at, fleet.vendor[vehicle]!);
  at = writeBytes(target, at, TRIP_ID);
  at = writeSlice(target, at, fleet.tripIds, vehicle * UUID_BYTES, UUID_BYTES);
  at = writeBytes(target, at, EVENT_TIME);
  at = time.write(target, at, timeMs);
  at = writeBytes(target, at, LAT);
  at = writeDecimal(target, at, Math.round(fleet.latDeg[vehicle]! * 1e6), 6);
  at = writeBytes(target, at, LON);
  at = writeDecimal(target, at, Math.round(fleet.lonDeg[vehicle]! * 1e6), 6);
  target[at] = 0x7d;
  return at + 1;
};

export function writeDriver(target: Buffer, at: number, fleet: Fleet, vehicle: number): number {
  at = writeBytes(target, at, DRIVER_ID);
  const driver = fleet.driver[vehicle]!;
  if (driver < 0) return writeBytes(target, at, NULL);
  target[at++] = QUOTE;
  at = writeBytes(target, at, fleet.driverIds[driver]!);
  target[at] = QUOTE;
  return at + 1;
}

/** A record's last fields for each firmware. */
export function endings(): readonly Buffer[] {
  return FIRMWARES.map((firmware) => ascii(`,"firmware":"${firmware}","source":"${SOURCE}"}`));
}

/** `,"status":…,"dtc":[…]` for each of {@link DTC_SETS}. */
export function troubles(): readonly Buffer[] {
  return DTC_SETS.map((codes) => {
    const status = codes.length === 0 ? 'OK' : codes.length === 1 ? 'WARNING' : 'ERROR';
    return ascii(`,"status":"${status}","dtc":${JSON.stringify(codes)}`);
  });
}

export const SOURCE = 'fleet-simulator/telematics-gateway';

function writeSlice(target: Buffer, at: number, from: Buffer, start: number, length: number): number {
  for (let i = 0; i < length; i++) target[at + i] = from[start + i]!;
  return at + length;
}
