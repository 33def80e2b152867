import type { Delivery } from '@fleetlane/stream';

/** Deliveries between the fetch loops and the one reader, counted in bytes so that the fetch loops know when to wait. */
export class DeliveryQueue {
  readonly #items: Delivery[] = [];
  #bytes = 0;
  #waiting: { resolve(delivery: Delivery): void; reject(reason: unknown): void } | undefined;
  #failure: unknown;

  get bytes(): number {
    return this.#bytes;
  }

  push(delivery: Delivery): void {
    const waiting = this.#waiting;
    if (waiting) {
      this.#waiting = undefined;
      waiting.resolve(delivery);
      return;
    }
    this.#items.push(delivery);
    this.#bytes += delivery.bytes;
  }

  /** Forgets what has not been read yet of leases that ended: nobody has seen it, so nobody misses it. */
  drop(ended: (delivery: Delivery) => boolean): void {
    const kept = this.#items.filter((delivery) => !ended(delivery));
    this.#items.length = 0;
    this.#bytes = 0;
    for (const delivery of kept) {
      this.#items.push(delivery);
      this.#bytes += delivery.bytes;
    }
  }

  /** The next delivery, now or later. Rejects with the signal's reason on abort, or with the failure that ended reading. */
  read(signal: AbortSignal): Promise<Delivery> {
    const next = this.#items.shift();
    if (next) {
      this.#bytes -= next.bytes;
      return Promise.resolve(next);
    }
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting = undefined;
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const settled = (): void => signal.removeEventListener('abort', onAbort);
      this.#waiting = {
        resolve: (delivery) => (settled(), resolve(delivery)),
        reject: (reason) => (settled(), reject(reason)),
      };
    });
  }

  /** Ends reading for good: the reader gets what is queued, then the failure. */
  fail(error: unknown): void {
    this.#failure = error;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
