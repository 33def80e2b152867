export { DIRT, DIRT_KINDS, EVERYDAY_DIRT, expectedFate, isDirtKind, MAX_DIRTY_BYTES, type DirtKind, type Fate, type FateOptions } from './dirt.ts';
export { MAX_VEHICLES } from './fleet.ts';
export { TelemetryGenerator, TOMBSTONE, type TelemetryRecord } from './generator.ts';
export { DEFAULT_START_TIME_MS, type DirtOptions, type GeneratorOptions } from './generator-options.ts';
export { isRecordKind, MAX_VALUE_BYTES, RECORD_KINDS, type RecordKind } from './record-kind.ts';
export { readTrips, type ReadTripsOptions } from './read-trips.ts';
export { soil } from './soil.ts';
export { TripRowError } from './trip-row.ts';
export { tripsCsv } from './trips-csv.ts';
