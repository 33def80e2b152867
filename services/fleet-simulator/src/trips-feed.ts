import { createReadStream } from 'node:fs';
import { readTrips } from '@fleetlane/telemetry';
import type { RecordFeed } from './record-feed.ts';

const ROWS_AT_A_TIME = 500;
const NOTHING = Buffer.alloc(0);

/** The rows of a trips file, once, from the first to the last. A bad row ends it with an error that names line and column. */
export class TripsFeed implements RecordFeed {
  readonly topic: string;
  readonly topics: readonly string[];
  readonly dirt = undefined;
  key: Buffer = NOTHING;
  value: Buffer = NOTHING;
  readonly #file: string;
  #rows: ReturnType<typeof readTrips> | undefined;
  #ready: { key: Buffer; value: Buffer }[] = [];
  #place = 0;

  constructor(file: string, topic: string) {
    this.topic = topic;
    this.topics = [topic];
    this.#file = file;
  }

  async refill(): Promise<boolean> {
    if (this.#place < this.#ready.length) return true;
    this.#ready = [];
    this.#place = 0;
    this.#rows ??= readTrips(createReadStream(this.#file));
    while (this.#ready.length < ROWS_AT_A_TIME) {
      const row = await this.#rows.next();
      if (row.done) break;
      this.#ready.push(row.value);
    }
    return this.#ready.length > 0;
  }

  next(): boolean {
    const row = this.#ready[this.#place];
    if (row === undefined) return false;
    this.#place++;
    this.key = row.key;
    this.value = row.value;
    return true;
  }

  async close(): Promise<void> {
    await this.#rows?.return();
  }
}
