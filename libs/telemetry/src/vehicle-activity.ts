import { ascii, writeBytes, writeDecimal, writeInteger } from './json-bytes.ts';
import { endings, type RecordWriter, writeDriver, writeHead } from './record-writer.ts';

const AT_REST = ['door_opened', 'door_closed', 'ignition_on', 'ignition_off', 'locked', 'unlocked', 'seat_belt_fastened', 'seat_belt_released'];
const ON_THE_ROAD = ['hard_braking', 'hard_acceleration', 'lane_departure', 'cruise_control_on', 'cruise_control_off', 'indicator_left', 'indicator_right', 'horn'];
const asFields = (activities: readonly string[]): readonly Buffer[] => activities.map((activity) => ascii(`,"activity":"${activity}"`));
const ACTIVITIES_AT_REST = asFields(AT_REST);
const ACTIVITIES_ON_THE_ROAD = asFields(ON_THE_ROAD);
const DOORS = ['front_left', 'front_right', 'rear_left', 'rear_right'].map((door) => ascii(`,"door":"${door}"`));
const SPEED = ascii(',"speed_kmh":');
const DURATION = ascii(',"duration_ms":');
const ENDINGS = endings();

/** What driver and passengers do: doors and ignition at rest, driving actions on the road. */
export const writeVehicleActivity: RecordWriter = (fleet, vehicle, timeMs, time, target, at) => {
  const mix = Math.imul((fleet.odometerM[vehicle]! | 0) ^ (fleet.batteryHundredths[vehicle]! << 8), 0x85ebca6b);
  const atRest = fleet.gear[vehicle] === 0;
  const activity = (mix >>> 8) & 7;
  at = writeHead(fleet, vehicle, timeMs, time, target, at);
  at = writeBytes(target, at, (atRest ? ACTIVITIES_AT_REST : ACTIVITIES_ON_THE_ROAD)[activity]!);
  if (atRest && activity < 2) at = writeBytes(target, at, DOORS[(mix >>> 16) & 3]!);
  at = writeBytes(target, at, SPEED);
  at = writeDecimal(target, at, fleet.speedTenths[vehicle]!, 1);
  at = writeBytes(target, at, DURATION);
  at = writeInteger(target, at, 40 + ((mix >>> 18) & 4095));
  at = writeDriver(target, at, fleet, vehicle);
  return writeBytes(target, at, ENDINGS[fleet.firmware[vehicle]!]!);
};
