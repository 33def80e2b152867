import { TelemetryGenerator } from './generator.ts';
import type { GeneratorOptions } from './generator-options.ts';
import { TRIP_COLUMNS } from './trip-columns.ts';

/**
 * A trips file: a header and `rows` positions of a small fleet, line by line with line ends. The same arguments give the
 * same bytes. {@link readTrips} reads it back.
 */
export function* tripsCsv(seed: number, rows: number, options: Omit<GeneratorOptions, 'seed' | 'kinds' | 'dirt'> = {}): Generator<string, void, undefined> {
  const columns = Object.keys(TRIP_COLUMNS);
  yield `${columns.join(',')}\n`;
  for (const { value } of new TelemetryGenerator({ vehicles: 20, ...options, seed }).generate(rows)) {
    const { location, ...record } = JSON.parse(value!.toString()) as { location: object } & Record<string, unknown>;
    const cells: Record<string, unknown> = { ...record, ...location };
    yield `${columns.map((column) => asCell(cells[column])).join(',')}\n`;
  }
}

/** No value of the generator needs quotes. */
function asCell(value: unknown): string {
  return Array.isArray(value) ? value.join(' ') : String(value ?? '');
}
