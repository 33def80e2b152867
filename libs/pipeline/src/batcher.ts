import { recordBytes, type StreamRecord } from '@fleetlane/stream';

export interface BatcherOptions {
  readonly maxBytes: number;
  readonly maxRecords: number;
  /** How long the first record of a batch may wait for others. */
  readonly lingerMs: number;
}

/**
 * Collects records into batches. The linger runs from the first record of a batch and is not put off by later ones, so that a
 * steady trickle is delivered on time.
 */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #emit: (records: StreamRecord[]) => void;
  #records: StreamRecord[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: BatcherOptions, emit: (records: StreamRecord[]) => void) {
    this.#options = options;
    this.#emit = emit;
  }

  add(record: StreamRecord): void {
    const bytes = recordBytes(record);
    if (this.#records.length > 0 && this.#bytes + bytes > this.#options.maxBytes) this.flush();
    this.#records.push(record);
    this.#bytes += bytes;
    if (this.#bytes >= this.#options.maxBytes || this.#records.length >= this.#options.maxRecords) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), this.#options.lingerMs);
  }

  /** Emits what there is, now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#records.length === 0) return;
    const records = this.#records;
    this.#records = [];
    this.#bytes = 0;
    this.#emit(records);
  }
}
