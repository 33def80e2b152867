export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Exponential with full jitter: clients that failed together do not come back together. A destination that asks for time
 * (`Retry-After`) gets at least that.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;

  constructor(options: BackoffOptions, random: () => number = Math.random) {
    this.#options = options;
    this.#random = random;
  }

  /** Milliseconds to wait before attempt `attempt`, counted from 1 for the first retry. */
  delayMs(attempt: number, retryAfterMs = 0): number {
    const ceiling = Math.min(this.#options.maxMs, this.#options.firstMs * 2 ** Math.min(attempt - 1, 30));
    return Math.max(retryAfterMs, this.#random() * ceiling);
  }
}
