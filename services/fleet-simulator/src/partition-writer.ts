import { type CodecName, type ProducerState, RecordBatchBuilder } from '@fleetlane/kafka';
import type { DirtKind } from '@fleetlane/telemetry';
import type { RecordFeed } from './record-feed.ts';
import type { ProducedBatch } from './tally.ts';

/** Sends a finished batch; resolves with its first offset. */
export type SendBatch = (topic: string, partition: number, batch: Buffer) => Promise<number>;

export interface PartitionWriterOptions {
  readonly compression: CodecName;
  readonly batchBytes: number;
  readonly producer: Omit<ProducerState, 'baseSequence'>;
  readonly send: SendBatch;
  readonly onProduced: (batch: ProducedBatch) => void;
  /** The batch will not be sent again, and neither will anything after it. */
  readonly onFailed: (error: unknown) => void;
}

const SEQUENCES = 2 ** 31;

/**
 * Collects the records of one partition into batches and has one of them on its way at a time. Numbered by sequence, so that a
 * batch that is sent again after a lost answer stands once, which the report relies on.
 */
export class PartitionWriter {
  readonly #topic: string;
  readonly #partition: number;
  readonly #options: PartitionWriterOptions;
  readonly #builder: RecordBatchBuilder;
  readonly #record = { key: null as Buffer | null, value: null as Buffer | null, timestampMs: 0 };
  #dirty: { place: number; kind: DirtKind }[] = [];
  #payloadBytes = 0;
  #sinceMs = 0;
  #sequence = 0;
  #sending: Promise<void> | undefined;

  constructor(topic: string, partition: number, options: PartitionWriterOptions) {
    this.#topic = topic;
    this.#partition = partition;
    this.#options = options;
    this.#builder = new RecordBatchBuilder(options.compression);
  }

  /** Resolves when no batch is on its way; undefined when none is. Never rejects. */
  get sending(): Promise<void> | undefined {
    return this.#sending;
  }

  get isFull(): boolean {
    return this.#builder.bytes >= this.#options.batchBytes && this.#builder.count > 0;
  }

  /** Not when full. */
  add({ key, value, dirt }: Pick<RecordFeed, 'key' | 'value' | 'dirt'>, nowMs: number): void {
    if (this.#builder.count === 0) this.#sinceMs = nowMs;
    if (dirt !== undefined) this.#dirty.push({ place: this.#builder.count, kind: dirt });
    this.#payloadBytes += key.length + (value?.length ?? 0);
    this.#record.key = key;
    this.#record.value = value;
    this.#record.timestampMs = nowMs;
    this.#builder.add(this.#record);
  }

  hasWaited(lingerMs: number, nowMs: number): boolean {
    return this.#builder.count > 0 && nowMs - this.#sinceMs >= lingerMs;
  }

  /** Sends what there is. Does nothing while a batch is on its way. */
  flush(): void {
    if (this.#sending !== undefined || this.#builder.count === 0) return;
    const { onProduced, onFailed, producer, send } = this.#options;
    const produced = { topic: this.#topic, partition: this.#partition, records: this.#builder.count, bytes: this.#payloadBytes, dirty: this.#dirty };
    const batch = this.#builder.build({ ...producer, baseSequence: this.#sequence });
    this.#sequence = (this.#sequence + produced.records) % SEQUENCES;
    this.#dirty = [];
    this.#payloadBytes = 0;
    this.#sending = send(this.#topic, this.#partition, batch)
      .then((baseOffset) => onProduced({ ...produced, baseOffset }), onFailed)
      .finally(() => (this.#sending = undefined));
  }
}
