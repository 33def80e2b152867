import type { SimulationProgress } from './simulation-options.ts';

/** A file where nobody looks on gets a line so often. */
const LINE_EVERY_MS = 5_000;

export interface ProgressTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows progress on one line that is written over, or, where that cannot be done, on a line every five seconds. */
export class ProgressLine {
  readonly #target: ProgressTarget;
  #lastLineAtMs = 0;

  constructor(target: ProgressTarget) {
    this.#target = target;
  }

  show(progress: SimulationProgress): void {
    if (this.#target.isTTY) {
      this.#target.write(`\r\u001b[2K${describeProgress(progress)}`);
    } else if (progress.elapsedMs - this.#lastLineAtMs >= LINE_EVERY_MS - 500) {
      this.#lastLineAtMs = progress.elapsedMs;
      this.#target.write(`${describeProgress(progress)}\n`);
    }
  }

  end(): void {
    if (this.#target.isTTY) this.#target.write('\n');
  }
}

export function describeProgress({ elapsedMs, produced, ratePerSecond, inFlight, failed }: SimulationProgress): string {
  const whole = (value: number): string => Math.round(value).toLocaleString('en');
  return `${(elapsedMs / 1000).toFixed(0).padStart(4)} s  produced ${whole(produced)}  rate ${whole(ratePerSecond)}/s  in flight ${whole(inFlight)}  errors ${whole(failed)}`;
}
