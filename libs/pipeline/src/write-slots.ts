import type { StreamRecord } from '@fleetlane/stream';

/** Batches that wait for a write slot, and the slots. Retried work of a freed partition goes first. */
export class WriteSlots {
  readonly #limit: number;
  readonly #write: (records: readonly StreamRecord[]) => Promise<void>;
  readonly #onIdle: () => void;
  readonly #waiting: (readonly StreamRecord[])[] = [];
  #active = 0;

  constructor(limit: number, write: (records: readonly StreamRecord[]) => Promise<void>, onIdle: () => void) {
    this.#limit = limit;
    this.#write = write;
    this.#onIdle = onIdle;
  }

  get busy(): boolean {
    return this.#active > 0 || this.#waiting.length > 0;
  }

  add(records: readonly StreamRecord[]): void {
    this.#waiting.push(records);
    this.#turn();
  }

  addFirst(records: readonly StreamRecord[]): void {
    this.#waiting.unshift(records);
    this.#turn();
  }

  #turn(): void {
    while (this.#active < this.#limit && this.#waiting.length > 0) {
      this.#active++;
      void this.#write(this.#waiting.shift()!).finally(() => {
        this.#active--;
        this.#turn();
        this.#onIdle();
      });
    }
  }
}
