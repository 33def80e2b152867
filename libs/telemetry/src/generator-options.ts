import { DIRT_KINDS, type DirtKind } from './dirt.ts';
import { MAX_VEHICLES } from './fleet.ts';
import { RECORD_KINDS, type RecordKind } from './record-kind.ts';

export interface GeneratorOptions {
  /** Any 32-bit integer. */
  readonly seed: number;
  /** Default 1,000; at most {@link MAX_VEHICLES}. They report in turn. */
  readonly vehicles?: number;
  /** Event time of the first record, milliseconds since the epoch. Default {@link DEFAULT_START_TIME_MS}. */
  readonly startTimeMs?: number;
  /** How fast event time goes on, and with it how far a vehicle drives between two records. Default: a record a second from each vehicle. */
  readonly eventsPerSecond?: number;
  /** Default vehicle-telemetry alone. */
  readonly kinds?: readonly RecordKind[];
  /** Topics by another name than their kind. */
  readonly topics?: Partial<Readonly<Record<RecordKind, string>>>;
  readonly dirt?: DirtOptions;
  /** Gives event times instead of startTimeMs. The records are then no longer the same each time, in this one field. */
  readonly now?: () => number;
}

export interface DirtOptions {
  /** Of all records, 0 to 1. The clean ones among them are the same whatever the share. */
  readonly share: number;
  /** Each is as likely as the others. */
  readonly kinds: readonly DirtKind[];
}

/** 2026-01-01T00:00:00Z */
export const DEFAULT_START_TIME_MS = Date.UTC(2026, 0, 1);

/** Fills in what was left out. Throws RangeError naming the option, its value and what it may be. */
export function completeOptions(options: GeneratorOptions) {
  const { seed, vehicles = 1_000, startTimeMs = DEFAULT_START_TIME_MS, kinds = [RECORD_KINDS[0]], topics = {}, dirt = { share: 0, kinds: [] }, now } = options;
  const eventsPerSecond = options.eventsPerSecond ?? vehicles;
  demand(Number.isSafeInteger(seed), 'seed', seed, 'a whole number');
  demand(Number.isSafeInteger(vehicles) && vehicles >= 1 && vehicles <= MAX_VEHICLES, 'vehicles', vehicles, `a whole number from 1 to ${MAX_VEHICLES}`);
  demand(Number.isSafeInteger(startTimeMs) && startTimeMs >= 0 && startTimeMs < LAST_START_TIME_MS, 'startTimeMs', startTimeMs, 'a time from 1970 to 9000');
  demand(eventsPerSecond > 0 && eventsPerSecond <= 1e9, 'eventsPerSecond', eventsPerSecond, 'above 0 and at most 1e9');
  demand(kinds.length > 0 && kinds.every((kind) => RECORD_KINDS.includes(kind)), 'kinds', kinds, `at least one of ${RECORD_KINDS.join(', ')}`);
  demand(dirt.share >= 0 && dirt.share <= 1, 'dirt.share', dirt.share, 'from 0 to 1');
  demand(dirt.share === 0 || dirt.kinds.length > 0, 'dirt.kinds', dirt.kinds, 'at least one kind when dirt.share is above 0');
  demand(dirt.kinds.every((kind) => DIRT_KINDS.includes(kind)), 'dirt.kinds', dirt.kinds, `of ${DIRT_KINDS.join(', ')}`);
  return { seed, vehicles, startTimeMs, eventsPerSecond, kinds, topics, dirt, now };
}

const LAST_START_TIME_MS = Date.UTC(9000, 0, 1);

function demand(holds: boolean, option: string, value: unknown, may: string): void {
  if (!holds) throw new RangeError(`${option} is ${JSON.stringify(value)}; it must be ${may}.`);
}
