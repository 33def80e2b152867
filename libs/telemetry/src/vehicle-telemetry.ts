import { ascii, writeBytes, writeDecimal, writeInteger } from './json-bytes.ts';
import { endings, type RecordWriter, troubles, writeDriver, writeHead } from './record-writer.ts';

const SPEED = ascii(',"speed_kmh":');
const HEADING = ascii(',"heading":');
const ODOMETER = ascii(',"odometer_km":');
const FUEL = ascii(',"fuel_pct":');
const BATTERY = ascii(',"battery_v":');
const ENGINE_TEMP = ascii(',"engine_temp_c":');
const RPM = ascii(',"rpm":');
const GEAR = ascii(',"gear":');
const ENDINGS = endings();
const TROUBLES = troubles();

export const writeVehicleTelemetry: RecordWriter = (fleet, vehicle, timeMs, time, target, at) => {
  at = writeHead(fleet, vehicle, timeMs, time, target, at);
  at = writeBytes(target, at, SPEED);
  at = writeDecimal(target, at, fleet.speedTenths[vehicle]!, 1);
  at = writeBytes(target, at, HEADING);
  at = writeDecimal(target, at, (fleet.headingDeg[vehicle]! * 10) | 0, 1);
  at = writeBytes(target, at, ODOMETER);
  at = writeDecimal(target, at, (fleet.odometerM[vehicle]! / 100) | 0, 1);
  if (fleet.hasFuel[vehicle] === 1) {
    at = writeBytes(target, at, FUEL);
    at = writeDecimal(target, at, (fleet.fuelPct[vehicle]! * 10) | 0, 1);
  }
  at = writeBytes(target, at, BATTERY);
  at = writeDecimal(target, at, fleet.batteryHundredths[vehicle]!, 2);
  at = writeBytes(target, at, ENGINE_TEMP);
  at = writeDecimal(target, at, (fleet.engineTempC[vehicle]! * 10) | 0, 1);
  at = writeBytes(target, at, RPM);
  at = writeInteger(target, at, fleet.rpm[vehicle]!);
  at = writeBytes(target, at, GEAR);
  at = writeInteger(target, at, fleet.gear[vehicle]!);
  at = writeBytes(target, at, TROUBLES[fleet.dtc[vehicle]!]!);
  at = writeDriver(target, at, fleet, vehicle);
  return writeBytes(target, at, ENDINGS[fleet.firmware[vehicle]!]!);
};
