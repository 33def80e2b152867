import { DTC_SETS, FIRMWARES, HOMES, SPEED_LIMITS_KMH } from './fleet-facts.ts';
import { ascii } from './json-bytes.ts';
import type { Random } from './random.ts';

export const MAX_VEHICLES = 1_000_000;
export const KEY_BYTES = 9;
export const UUID_BYTES = 36;

const METRES_PER_DEGREE = 111_320;
const DEGREES_AWAY_FROM_HOME = 0.8;
const NO_DRIVER = -1;
/** Rounded, so that a last bit that differs between maths libraries changes no record. */
const COS = Float64Array.from({ length: 3600 }, (_, i) => Math.round(Math.cos((i * Math.PI) / 1800) * 1e6) / 1e6);

/**
 * The vehicles and how they move: one slot in each array per vehicle, so that a step allocates nothing. `step` draws all that
 * is random about a record; writing it out afterwards draws nothing.
 */
export class Fleet {
  readonly size: number;
  readonly latDeg: Float64Array;
  readonly lonDeg: Float64Array;
  readonly speedKmh: Float64Array;
  readonly headingDeg: Float64Array;
  readonly odometerM: Float64Array;
  readonly fuelPct: Float64Array;
  readonly engineTempC: Float64Array;
  /** In tenths of a km/h, as it is written: gear and rpm follow from it. */
  readonly speedTenths: Int32Array;
  readonly batteryHundredths: Int32Array;
  readonly rpm: Int32Array;
  readonly gear: Int32Array;
  readonly hasFuel: Uint8Array;
  /** Index into {@link DTC_SETS}; 0 is none. */
  readonly dtc: Uint8Array;
  readonly firmware: Uint8Array;
  readonly vendor: Uint8Array;
  /** Index into {@link driverIds}, or -1 where nobody signed in. */
  readonly driver: Int32Array;
  readonly driverIds: readonly Buffer[];
  /** `VH-000123`, {@link KEY_BYTES} for each vehicle. */
  readonly keys: Buffer;
  readonly tripIds: Buffer;
  private readonly targetKmh: Float64Array;
  private readonly stepsLeft: Int32Array;
  private readonly random: Random;
  private readonly stepSeconds: number;

  /** `stepSeconds`: time between two records of a vehicle. */
  constructor(size: number, stepSeconds: number, random: Random) {
    this.size = size;
    this.stepSeconds = Math.min(stepSeconds, 60);
    this.random = random;
    [this.latDeg, this.lonDeg, this.speedKmh, this.headingDeg] = [f64(size), f64(size), f64(size), f64(size)];
    [this.odometerM, this.fuelPct, this.engineTempC, this.targetKmh] = [f64(size), f64(size), f64(size), f64(size)];
    [this.speedTenths, this.batteryHundredths, this.rpm, this.gear] = [i32(size), i32(size), i32(size), i32(size)];
    [this.driver, this.stepsLeft] = [i32(size), i32(size)];
    [this.hasFuel, this.dtc, this.firmware, this.vendor] = [u8(size), u8(size), u8(size), u8(size)];
    this.keys = Buffer.alloc(size * KEY_BYTES);
    this.tripIds = Buffer.alloc(size * UUID_BYTES);
    this.driverIds = Array.from({ length: Math.min(Math.ceil(size * 1.2), 10_000) }, () => ascii(uuid(random)));
    for (let vehicle = 0; vehicle < size; vehicle++) this.place(vehicle);
  }

  /** Lets `vehicle` drive on for one interval. */
  step(vehicle: number): void {
    if (--this.stepsLeft[vehicle]! <= 0) this.startTrip(vehicle);
    const bits = this.random.int32();
    if ((bits & 63) === 0) this.targetKmh[vehicle] = this.random.pick(SPEED_LIMITS_KMH);
    this.accelerate(vehicle, ((bits >>> 6) & 15) / 10 - 0.75);
    const metres = (this.speedKmh[vehicle]! / 3.6) * this.stepSeconds;
    if (metres > 0) this.drive(vehicle, metres, ((bits >>> 10) & 127) - 63.5);

    const warm = 84 + this.speedKmh[vehicle]! * 0.06 + (this.dtc[vehicle] === 2 ? 24 : 0);
    this.engineTempC[vehicle]! += (warm - this.engineTempC[vehicle]!) * Math.min(0.05 * this.stepSeconds, 1);
    this.batteryHundredths[vehicle] = (this.gear[vehicle] === 0 ? 1240 : 1390) + ((bits >>> 17) & 31);
    this.hasFuel[vehicle] = ((bits >>> 22) & 15) === 0 ? 0 : 1;
    if (bits >>> 26 === 0) this.changeTroubleCodes(vehicle);
  }

  private accelerate(vehicle: number, noiseKmh: number): void {
    const speed = this.speedKmh[vehicle]!;
    const target = this.targetKmh[vehicle]!;
    const most = Math.min(Math.max(target - speed, -16 * this.stepSeconds), 9 * this.stepSeconds);
    const next = target === 0 && speed + most < 1 ? 0 : Math.max(speed + most + noiseKmh, 0);
    const tenths = (next * 10 + 0.5) | 0;
    const gear = tenths === 0 ? 0 : tenths < 150 ? 1 : tenths < 300 ? 2 : tenths < 500 ? 3 : tenths < 750 ? 4 : tenths < 1000 ? 5 : 6;
    this.speedKmh[vehicle] = next;
    this.speedTenths[vehicle] = tenths;
    this.gear[vehicle] = gear;
    this.rpm[vehicle] = gear === 0 ? 800 : 950 + (((tenths * RPM_PER_TENTH[gear]!) / 10) | 0);
  }

  private drive(vehicle: number, metres: number, turn: number): void {
    this.odometerM[vehicle]! += metres;
    this.fuelPct[vehicle]! -= metres * 0.00016;
    if (this.fuelPct[vehicle]! < 4) this.fuelPct[vehicle] = 97;

    const home = HOMES[this.vendor[vehicle]! - 1]!;
    const northward = home.latDeg - this.latDeg[vehicle]!;
    const eastward = home.lonDeg - this.lonDeg[vehicle]!;
    let heading = this.headingDeg[vehicle]! + turn * 0.06;
    if (northward > DEGREES_AWAY_FROM_HOME) heading = 5;
    else if (northward < -DEGREES_AWAY_FROM_HOME) heading = 185;
    else if (eastward > DEGREES_AWAY_FROM_HOME) heading = 95;
    else if (eastward < -DEGREES_AWAY_FROM_HOME) heading = 275;
    if (heading < 0) heading += 360;
    else if (heading >= 360) heading -= 360;
    this.headingDeg[vehicle] = heading;

    const tenths = ((heading * 10) | 0) % 3600;
    const degrees = metres / METRES_PER_DEGREE;
    this.latDeg[vehicle]! += degrees * COS[tenths]!;
    this.lonDeg[vehicle]! += degrees * COS[(tenths + 2700) % 3600]! * home.lonStretch;
  }

  private changeTroubleCodes(vehicle: number): void {
    const chance = this.random.below(64);
    if (this.dtc[vehicle] !== 0) this.dtc[vehicle] = chance < 16 ? 0 : this.dtc[vehicle]!;
    else if (chance === 0) this.dtc[vehicle] = 1 + this.random.below(DTC_SETS.length - 1);
  }

  private startTrip(vehicle: number): void {
    const { random } = this;
    this.stepsLeft[vehicle] = 300 + random.below(3600);
    this.tripIds.write(uuid(random), vehicle * UUID_BYTES, 'latin1');
    this.driver[vehicle] = random.below(32) === 0 ? NO_DRIVER : random.below(this.driverIds.length);
  }

  private place(vehicle: number): void {
    const { random } = this;
    const vendor = 1 + random.below(HOMES.length);
    const home = HOMES[vendor - 1]!;
    this.vendor[vehicle] = vendor;
    this.keys.write(`VH-${String(vehicle).padStart(6, '0')}`, vehicle * KEY_BYTES, 'latin1');
    this.firmware[vehicle] = random.below(FIRMWARES.length);
    this.latDeg[vehicle] = home.latDeg + random.unit() - 0.5;
    this.lonDeg[vehicle] = home.lonDeg + random.unit() - 0.5;
    this.headingDeg[vehicle] = random.unit() * 359;
    this.targetKmh[vehicle] = random.pick(SPEED_LIMITS_KMH);
    this.speedKmh[vehicle] = this.targetKmh[vehicle]!;
    this.odometerM[vehicle] = 1_000_000 + random.below(250_000_000);
    this.fuelPct[vehicle] = 10 + random.unit() * 88;
    this.engineTempC[vehicle] = 60 + random.unit() * 30;
    this.dtc[vehicle] = random.below(24) === 0 ? 1 + random.below(DTC_SETS.length - 1) : 0;
    this.startTrip(vehicle);
  }
}

/** Revolutions gained per tenth of a km/h, times ten, by gear: each gear ends near 3000. */
const RPM_PER_TENTH = [0, 120, 65, 40, 27, 20, 15];

function uuid(random: Random): string {
  const hex = (): string => (random.int32() >>> 0).toString(16).padStart(8, '0');
  const digits = hex() + hex() + hex() + hex();
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}

const f64 = (size: number): Float64Array => new Float64Array(size);
const i32 = (size: number): Int32Array => new Int32Array(size);
const u8 = (size: number): Uint8Array => new Uint8Array(size);
