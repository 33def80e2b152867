import { type DirtKind, type GeneratorOptions, RECORD_KINDS, TelemetryGenerator, TOMBSTONE } from '@fleetlane/telemetry';
import type { RecordFeed } from './record-feed.ts';

/** Records of the generator, without end. */
export class GeneratedFeed implements RecordFeed {
  readonly topics: readonly string[];
  topic: string;
  key: Buffer;
  value: Buffer | null = null;
  dirt: DirtKind | undefined;
  readonly #generator: TelemetryGenerator;
  readonly #scratch: Buffer;
  /** Making a view costs as much as making half a record: those once made are kept, by vehicle and by length. */
  readonly #keys: Buffer[] = [];
  readonly #views: Buffer[] = [];

  constructor(options: GeneratorOptions) {
    this.#generator = new TelemetryGenerator(options);
    this.#scratch = Buffer.alloc(this.#generator.maxValueBytes);
    this.topics = (options.kinds ?? [RECORD_KINDS[0]]).map((kind) => options.topics?.[kind] ?? kind);
    this.topic = this.topics[0]!;
    this.key = this.#generator.keyOf(0);
  }

  async refill(): Promise<boolean> {
    return true;
  }

  next(): boolean {
    const generator = this.#generator;
    const length = generator.next(this.#scratch, 0);
    this.topic = generator.topic;
    this.key = this.#keys[generator.vehicle] ??= generator.keyOf(generator.vehicle);
    this.value = length === TOMBSTONE ? null : length < MAX_KEPT_LENGTH ? (this.#views[length] ??= this.#scratch.subarray(0, length)) : this.#scratch.subarray(0, length);
    this.dirt = generator.dirt;
    return true;
  }

  async close(): Promise<void> {}
}

const MAX_KEPT_LENGTH = 1_024;
