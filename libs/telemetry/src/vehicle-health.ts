import { ascii, writeBytes, writeDecimal, writeInteger } from './json-bytes.ts';
import { endings, type RecordWriter, troubles, writeHead } from './record-writer.ts';

const CPU = ascii(',"cpu_pct":');
const MEMORY = ascii(',"memory_pct":');
const DISK = ascii(',"disk_free_mb":');
const SIGNAL = ascii(',"modem_rssi_dbm":');
const SATELLITES = ascii(',"gnss_satellites":');
const BOARD_TEMP = ascii(',"board_temp_c":');
const BATTERY = ascii(',"battery_v":');
const UPTIME = ascii(',"uptime_s":');
const BUFFERED = ascii(',"buffered_records":');
const ENDINGS = endings();
const TROUBLES = troubles();

/** How the telematics unit itself is doing. Its numbers are mixed from the vehicle's state, so they need no state of their own. */
export const writeVehicleHealth: RecordWriter = (fleet, vehicle, timeMs, time, target, at) => {
  const mix = Math.imul((fleet.odometerM[vehicle]! | 0) ^ fleet.batteryHundredths[vehicle]!, 0x9e3779b1);
  at = writeHead(fleet, vehicle, timeMs, time, target, at);
  at = writeBytes(target, at, CPU);
  at = writeDecimal(target, at, 80 + ((mix >>> 3) & 511), 1);
  at = writeBytes(target, at, MEMORY);
  at = writeDecimal(target, at, 400 + ((mix >>> 12) & 255), 1);
  at = writeBytes(target, at, DISK);
  at = writeInteger(target, at, 2_000 + ((mix >>> 8) & 1023));
  at = writeBytes(target, at, SIGNAL);
  at = writeInteger(target, at, -112 + ((mix >>> 20) & 63));
  at = writeBytes(target, at, SATELLITES);
  at = writeInteger(target, at, 4 + ((mix >>> 26) & 15));
  at = writeBytes(target, at, BOARD_TEMP);
  at = writeDecimal(target, at, 250 + ((fleet.engineTempC[vehicle]! * 3) | 0), 1);
  at = writeBytes(target, at, BATTERY);
  at = writeDecimal(target, at, fleet.batteryHundredths[vehicle]!, 2);
  at = writeBytes(target, at, UPTIME);
  at = writeInteger(target, at, (fleet.odometerM[vehicle]! / 20) | 0);
  at = writeBytes(target, at, BUFFERED);
  at = writeInteger(target, at, (mix >>> 28) & 7);
  at = writeBytes(target, at, TROUBLES[fleet.dtc[vehicle]!]!);
  return writeBytes(target, at, ENDINGS[fleet.firmware[vehicle]!]!);
};
