import { styleText } from 'node:util';
import type { StackState } from './state.ts';

/** Colour on a terminal that wants it (NO_COLOR is honoured), plain text elsewhere. */
export const coloured = (colour: 'green' | 'red' | 'bold', text: string): string => styleText(colour, text, { stream: process.stdout });

/** Rows with their columns aligned, two spaces apart. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => { widths[column] = Math.max(widths[column] ?? 0, cell.length); });
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
}

export function printAddresses({ servers, provider, dir }: StackState): void {
  const rows = servers.flatMap(({ kind, pids, addresses }) => [...Object.entries(addresses), ...(pids.length > 0 ? [['pid', pids.join(' ')] as const] : [])]
    .map(([what, value], index) => [index === 0 ? kind : '', what, value]));
  for (const line of alignColumns(rows)) console.log(line);
  console.log(`\nServed by ${provider}; data and logs in ${dir}. "npm run stack down" stops it.`);
}
