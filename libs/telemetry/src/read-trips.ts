import { type CsvError, type InfoRecord, parse } from 'csv-parse';
import type { Readable } from 'node:stream';
import { TRIP_COLUMNS, type TripColumn } from './trip-columns.ts';
import { tripRecord, type TripRecord, TripRowError } from './trip-row.ts';

export interface ReadTripsOptions {
  /** Hears of a row that is no record, which is then left out. Without it the first such row ends the reading with its error. */
  readonly onBadRow?: (error: TripRowError) => void;
}

/**
 * The rows of a trips file as telemetry records, in order, read only as fast as they are taken. Throws {@link TripRowError}
 * for a bad header, for broken CSV, and for a bad row unless `onBadRow` takes it.
 */
export async function* readTrips(csv: Readable, { onBadRow }: ReadTripsOptions = {}): AsyncGenerator<TripRecord, void, undefined> {
  const parser = csv.pipe(parse({ bom: true, columns: checkHeader, info: true, skip_empty_lines: true, trim: true }));
  csv.once('error', (error) => parser.destroy(error));
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Record<TripColumn, string>; info: InfoRecord }>) {
      try {
        yield tripRecord(record, info.lines);
      } catch (error) {
        if (!(error instanceof TripRowError) || onBadRow === undefined) throw error;
        onBadRow(error);
      }
    }
  } catch (error) {
    if (!isCsvError(error)) throw error;
    throw new TripRowError(Number(error['lines'] ?? 1), undefined, error.message, error);
  } finally {
    csv.destroy();
  }
}

function checkHeader(header: readonly string[]): string[] {
  const missing = Object.keys(TRIP_COLUMNS).filter((column) => !header.includes(column));
  const unknown = header.filter((column) => !Object.hasOwn(TRIP_COLUMNS, column));
  const twice = header.filter((column, place) => header.indexOf(column) !== place);
  if (missing.length > 0) throw new TripRowError(1, missing[0], 'is missing from the header');
  if (unknown.length > 0) throw new TripRowError(1, unknown[0], `is not a column of a trips file; known are ${Object.keys(TRIP_COLUMNS).join(', ')}`);
  if (twice.length > 0) throw new TripRowError(1, twice[0], 'stands twice in the header');
  return [...header];
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
}
