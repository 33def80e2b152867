import { StreamError, systemClock, type Clock, type DeadLetter, type DeadLetters } from '@fleetlane/stream';
import type { BatchProducer } from '../producer/batch-producer.ts';
import { encodeRecordBatch } from '../record-batch/index.ts';
import { deadLetterHeaders } from './dead-letter-headers.ts';

export interface KafkaDeadLettersOptions {
  /** `{topic}` stands for the topic of the record: `{topic}.dlq`. */
  readonly topicTemplate: string;
  /** Name of the source cluster in the origin headers. */
  readonly clusterName: string;
}

/**
 * A producer id with the next sequence number of each partition: the broker drops a batch that it has already, by these. An
 * identity that has become doubtful is left as a whole, so that a write which is still under way cannot touch the next one's
 * numbers.
 */
class Identity {
  readonly producer: Promise<{ producerId: bigint; producerEpoch: number }>;
  readonly nextSequence = new Map<string, number>();

  constructor(producer: Promise<{ producerId: bigint; producerEpoch: number }>) {
    this.producer = producer;
  }
}

const MAX_SEQUENCE = 2_147_483_647;
/** A letter goes alone when it is this large, so that it alone meets the topic's limit. */
const MAX_BATCH_BYTES = 512 * 1024;

/**
 * Dead letters on Kafka topics: key, value and headers as they came, in their order and with duplicates, then our own
 * headers. Written idempotently and acknowledged by all replicas in sync.
 */
export class KafkaDeadLetters implements DeadLetters {
  readonly #producer: BatchProducer;
  readonly #options: KafkaDeadLettersOptions;
  readonly #clock: Clock;
  /** The last write to each partition: writes of one partition follow each other. */
  readonly #lastWrites = new Map<string, Promise<void>>();
  #identity: Identity | undefined;

  constructor(producer: BatchProducer, options: KafkaDeadLettersOptions, clock: Clock = systemClock) {
    this.#producer = producer;
    this.#options = options;
    this.#clock = clock;
  }

  /** Connects with the first letter: a Kafka that is away now is the source's to report, and no reason not to start. */
  async open(): Promise<void> {}

  async write(letters: readonly DeadLetter[], signal: AbortSignal): Promise<void> {
    const groups = Map.groupBy(letters, ({ record }) => this.#options.topicTemplate.replaceAll('{topic}', record.lease.topic));
    try {
      for (const [topic, list] of groups) {
        const partitions = await this.#producer.partitionCount(topic);
        if (partitions === 0) throw new StreamError('DEAD_LETTER_UNWRITABLE', `the dead-letter topic ${topic} does not exist`);
        const byPartition = Map.groupBy(list, ({ record }) => record.lease.partition % partitions);
        await Promise.all([...byPartition].map(([partition, part]) => this.#writeInOrder(topic, partition, part, signal)));
      }
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof StreamError && error.code === 'DEAD_LETTER_UNWRITABLE') throw error;
      throw new StreamError('DEAD_LETTER_UNWRITABLE', error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  close(): Promise<void> {
    return this.#producer.close();
  }

  #writeInOrder(topic: string, partition: number, letters: readonly DeadLetter[], signal: AbortSignal): Promise<void> {
    const key = `${topic}/${partition}`;
    const before = this.#lastWrites.get(key) ?? Promise.resolve();
    const written = before
      .catch(() => undefined)
      .then(async () => {
        for (const batch of split(letters)) {
          signal.throwIfAborted();
          await this.#writeBatch(topic, partition, batch);
        }
      });
    this.#lastWrites.set(key, written);
    return written;
  }

  async #writeBatch(topic: string, partition: number, letters: readonly DeadLetter[]): Promise<void> {
    const now = this.#clock.now();
    const key = `${topic}/${partition}`;
    const identity = (this.#identity ??= new Identity(this.#producer.newProducerId()));
    try {
      const baseSequence = identity.nextSequence.get(key) ?? 0;
      const records = letters.map((letter) => ({
        key: letter.record.key,
        value: letter.record.value,
        timestampMs: now,
        headers: [...letter.record.headers, ...deadLetterHeaders(letter, this.#options.clusterName, now)],
      }));
      await this.#producer.send(topic, partition, encodeRecordBatch(records, { producer: { ...(await identity.producer), baseSequence } }));
      identity.nextSequence.set(key, (baseSequence + records.length) % (MAX_SEQUENCE + 1));
    } catch (error) {
      // Whether the batch stands in the log is unknown, and another batch may not take its number.
      if (this.#identity === identity) this.#identity = undefined;
      throw error;
    }
  }
}

function* split(letters: readonly DeadLetter[]): Generator<readonly DeadLetter[]> {
  let batch: DeadLetter[] = [];
  let bytes = 0;
  for (const letter of letters) {
    const size = (letter.record.key?.length ?? 0) + (letter.record.value?.length ?? 0);
    if (batch.length > 0 && bytes + size > MAX_BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(letter);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
