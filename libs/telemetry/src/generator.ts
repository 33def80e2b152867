import { type DirtKind, MAX_DIRTY_BYTES } from './dirt.ts';
import { Fleet, KEY_BYTES } from './fleet.ts';
import { completeOptions, type DirtOptions, type GeneratorOptions } from './generator-options.ts';
import { IsoTime } from './iso-time.ts';
import { Random } from './random.ts';
import { MAX_VALUE_BYTES, RECORD_KIND_WEIGHTS, type RecordKind } from './record-kind.ts';
import type { RecordWriter } from './record-writer.ts';
import { soil } from './soil.ts';
import { writeVehicleActivity } from './vehicle-activity.ts';
import { writeVehicleHealth } from './vehicle-health.ts';
import { writeVehicleTelemetry } from './vehicle-telemetry.ts';

/** What {@link TelemetryGenerator.next} returns for a null value, which is not the same as an empty one. */
export const TOMBSTONE = -1;

/** A record with bytes of its own. */
export interface TelemetryRecord {
  readonly topic: string;
  readonly key: Buffer;
  readonly value: Buffer | null;
  /** Its event time before any dirt, milliseconds since the epoch. */
  readonly timestampMs: number;
  /** Undefined for a clean record. */
  readonly dirt: DirtKind | undefined;
}

const WRITERS: Readonly<Record<RecordKind, RecordWriter>> = {
  'vehicle-telemetry': writeVehicleTelemetry,
  'vehicle-health': writeVehicleHealth,
  'vehicle-activity': writeVehicleActivity,
};

/**
 * Endless records of a fleet. The same options give the same bytes, however they are asked for. After `next`, the fields
 * tell what it wrote. Allocates nothing for a clean record.
 */
export class TelemetryGenerator {
  /** Room that `next` needs. */
  readonly maxValueBytes: number;
  vehicle = 0;
  kind: RecordKind;
  timestampMs = 0;
  dirt: DirtKind | undefined;
  private readonly fleet: Fleet;
  private readonly time = new IsoTime();
  private readonly kindChoices: readonly RecordKind[];
  private readonly kindRandom: Random;
  private readonly topics: Partial<Readonly<Record<RecordKind, string>>>;
  private readonly soiling: Soiling | undefined;
  private readonly startTimeMs: number;
  private readonly eventsPerSecond: number;
  private readonly now: (() => number) | undefined;
  private index = 0;

  /** Throws RangeError for options that are out of range. */
  constructor(options: GeneratorOptions) {
    const { seed, vehicles, startTimeMs, eventsPerSecond, kinds, topics, dirt, now } = completeOptions(options);
    this.fleet = new Fleet(vehicles, vehicles / eventsPerSecond, new Random(seed));
    this.kindRandom = new Random(seed, 1);
    this.kindChoices = kinds.length === 1 ? kinds : kinds.flatMap((kind) => Array<RecordKind>(RECORD_KIND_WEIGHTS[kind]).fill(kind));
    this.kind = this.kindChoices[0]!;
    this.topics = topics;
    this.startTimeMs = startTimeMs;
    this.eventsPerSecond = eventsPerSecond;
    this.now = now;
    this.soiling = dirt.share === 0 ? undefined : new Soiling(dirt, new Random(seed, 2));
    this.maxValueBytes = dirt.kinds.includes('oversized') ? MAX_DIRTY_BYTES : MAX_VALUE_BYTES;
  }

  get topic(): string {
    return this.topics[this.kind] ?? this.kind;
  }

  get vehicles(): number {
    return this.fleet.size;
  }

  /** The key of a vehicle's records: a view, not to be changed. */
  keyOf(vehicle: number): Buffer {
    return this.fleet.keys.subarray(vehicle * KEY_BYTES, (vehicle + 1) * KEY_BYTES);
  }

  /** Writes the next value to `target` and returns its length, or {@link TOMBSTONE}. Throws RangeError when there is no room for `maxValueBytes`. */
  next(target: Buffer, at: number): number {
    if (at + this.maxValueBytes > target.length) throw new RangeError(`The next value may take ${this.maxValueBytes} bytes; ${target.length - at} are left.`);
    const dirt = this.soiling?.draw();
    if (dirt === 'duplicate') return this.repeat(target, at);
    this.dirt = dirt;
    this.vehicle = this.index % this.fleet.size;
    if (this.kindChoices.length > 1) this.kind = this.kindRandom.pick(this.kindChoices);
    this.timestampMs = this.now === undefined ? this.startTimeMs + Math.floor((this.index * 1000) / this.eventsPerSecond) : this.now();
    this.index++;
    this.fleet.step(this.vehicle);
    const end = WRITERS[this.kind](this.fleet, this.vehicle, this.timestampMs, this.time, target, at);
    if (this.soiling === undefined) return end - at;
    if (dirt !== undefined) return this.soiling.soilInPlace(dirt, target, at, end);
    this.soiling.keep(this.vehicle, this.kind, this.timestampMs, target, at, end);
    return end - at;
  }

  /** The next `count` records, each with bytes of its own: comfortable, and slower than `next`. */
  *generate(count: number): Generator<TelemetryRecord, void, undefined> {
    const scratch = Buffer.alloc(this.maxValueBytes);
    for (let i = 0; i < count; i++) {
      const length = this.next(scratch, 0);
      const value = length === TOMBSTONE ? null : Buffer.from(scratch.subarray(0, length));
      yield { topic: this.topic, key: Buffer.from(this.keyOf(this.vehicle)), value, timestampMs: this.timestampMs, dirt: this.dirt };
    }
  }

  private repeat(target: Buffer, at: number): number {
    const { kept, vehicle, kind, timestampMs } = this.soiling!;
    this.vehicle = vehicle;
    this.kind = kind;
    this.timestampMs = timestampMs;
    this.dirt = 'duplicate';
    return kept.copy(target, at);
  }
}

/** Decides which records are dirty, and remembers the clean one that a duplicate repeats. */
class Soiling {
  vehicle = 0;
  kind: RecordKind = 'vehicle-telemetry';
  timestampMs = 0;
  kept: Buffer = Buffer.alloc(0);
  private readonly options: DirtOptions;
  private readonly random: Random;
  private readonly keepsOne: boolean;
  private readonly bytes = Buffer.alloc(MAX_VALUE_BYTES);

  constructor(options: DirtOptions, random: Random) {
    this.options = options;
    this.random = random;
    this.keepsOne = options.kinds.includes('duplicate');
  }

  /** A duplicate only when there is something to repeat. */
  draw(): DirtKind | undefined {
    if (this.random.unit() >= this.options.share) return undefined;
    const kind = this.random.pick(this.options.kinds);
    return kind === 'duplicate' && this.kept.length === 0 ? undefined : kind;
  }

  soilInPlace(kind: Exclude<DirtKind, 'duplicate'>, target: Buffer, at: number, end: number): number {
    const value = soil(kind, target.subarray(at, end), this.random);
    return value === null ? TOMBSTONE : value.copy(target, at);
  }

  keep(vehicle: number, kind: RecordKind, timestampMs: number, from: Buffer, start: number, end: number): void {
    if (!this.keepsOne) return;
    this.kept = this.bytes.subarray(0, from.copy(this.bytes, 0, start, end));
    this.vehicle = vehicle;
    this.kind = kind;
    this.timestampMs = timestampMs;
  }
}
