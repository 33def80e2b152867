import { styleText } from 'node:util';

export interface LiveRow {
  readonly elapsedMs: number;
  readonly produced: number;
  readonly indexed: number;
  readonly deadLettered: number;
  readonly lagRecords: number;
  readonly freshnessP50Ms: number | undefined;
  readonly freshnessP95Ms: number | undefined;
}

const HEADINGS = ['time', 'produced', 'indexed', 'dead-lettered', 'lag', 'fresh p50', 'fresh p95'];
const WIDTHS = [6, 10, 10, 14, 8, 10, 10];
/** Without a terminal a line every few seconds is enough. */
const LINE_EVERY_MS = 5_000;

/** The table of the demo: one line that is drawn over on a terminal, a new line now and then elsewhere. */
export class LiveTable {
  readonly #out: NodeJS.WriteStream;
  #lastLineAtMs = -Infinity;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    const heading = row(HEADINGS);
    out.write(`${out.isTTY ? styleText('bold', heading) : heading}\n`);
  }

  show(values: LiveRow): void {
    if (this.#out.isTTY) this.#out.write(`\r\x1b[2K${row(cells(values))}`);
    else if (values.elapsedMs - this.#lastLineAtMs >= LINE_EVERY_MS) {
      this.#lastLineAtMs = values.elapsedMs;
      this.#out.write(`${row(cells(values))}\n`);
    }
  }

  end(values: LiveRow): void {
    this.#out.write(`${this.#out.isTTY ? '\r\x1b[2K' : ''}${row(cells(values))}\n`);
  }
}

function cells({ elapsedMs, produced, indexed, deadLettered, lagRecords, freshnessP50Ms, freshnessP95Ms }: LiveRow): string[] {
  return [`${Math.round(elapsedMs / 1000)} s`, ...[produced, indexed, deadLettered, lagRecords].map(grouped), seconds(freshnessP50Ms), seconds(freshnessP95Ms)];
}

function row(texts: readonly string[]): string {
  return texts.map((text, index) => text.padStart(WIDTHS[index]!)).join('  ');
}

export function grouped(value: number): string {
  return value.toLocaleString('en-GB');
}

export function seconds(ms: number | undefined): string {
  return ms === undefined ? '-' : `${(ms / 1000).toFixed(2)} s`;
}
