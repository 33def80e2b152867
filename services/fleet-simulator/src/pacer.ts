/** A slice that was held up counts as no longer than this, so that what it missed comes spread out and not at once. */
const MAX_SLICE_MS = 40;
const MAX_CATCH_UP = 2;
const UNPACED_SLICE = 1_000;

/**
 * How many records are due. Keeps the mean rate: what was missed is caught up, at no more than twice the rate.
 */
export class Pacer {
  readonly #ratePerSecond: number;
  readonly #startMs: number;
  #lastMs: number;
  #granted = 0;

  /** `ratePerSecond` 0: as many as can be. Times are monotonic milliseconds. */
  constructor(ratePerSecond: number, nowMs: number) {
    this.#ratePerSecond = ratePerSecond;
    this.#startMs = nowMs;
    this.#lastMs = nowMs;
  }

  get isPaced(): boolean {
    return this.#ratePerSecond > 0;
  }

  /** Records to make now. The caller makes all of them. */
  take(nowMs: number): number {
    if (!this.isPaced) return UNPACED_SLICE;
    const owed = Math.floor((this.#ratePerSecond * (nowMs - this.#startMs)) / 1000) - this.#granted;
    const sliceMs = Math.min(nowMs - this.#lastMs, MAX_SLICE_MS);
    const most = Math.ceil((MAX_CATCH_UP * this.#ratePerSecond * sliceMs) / 1000);
    const granted = Math.max(Math.min(owed, most), 0);
    this.#granted += granted;
    this.#lastMs = nowMs;
    return granted;
  }
}
