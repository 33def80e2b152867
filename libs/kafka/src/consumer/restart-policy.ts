/** What a supervisor does after the consumer failed. */
export type RestartDecision = { readonly action: 'restart'; readonly delayMs: number } | { readonly action: 'give-up' };

export interface RestartPolicyOptions {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** Failures in a row that no retry can mend, after which the consumer is given up and the process should be replaced. */
  readonly giveUpAfter: number;
}

/**
 * KafkaJS lets a consumer die for good on any error that it does not call retriable, while the process looks healthy. Here
 * every failure leads to another start, later and later; errors that look permanent are counted, and when they persist the
 * source is `failed`, which health shows and a supervisor outside (Kubernetes) acts on. Unreachable brokers are not counted:
 * a new process would not reach them either.
 */
export class RestartPolicy {
  readonly #options: RestartPolicyOptions;
  readonly #random: () => number;
  #failures = 0;
  #permanentFailures = 0;

  constructor(options: RestartPolicyOptions, random: () => number = Math.random) {
    this.#options = options;
    this.#random = random;
  }

  failed(permanent: boolean): RestartDecision {
    this.#failures++;
    if (permanent) this.#permanentFailures++;
    if (this.#permanentFailures >= this.#options.giveUpAfter) return { action: 'give-up' };
    const ceiling = Math.min(this.#options.maxDelayMs, this.#options.firstDelayMs * 2 ** (this.#failures - 1));
    return { action: 'restart', delayMs: ceiling / 2 + (ceiling / 2) * this.#random() };
  }

  healthy(): void {
    this.#failures = 0;
    this.#permanentFailures = 0;
  }
}
