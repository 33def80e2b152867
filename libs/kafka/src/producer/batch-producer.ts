import { asStreamError, StreamError, systemClock, type Clock, type ErrorCode } from '@fleetlane/stream';
import type { KafkaJsCluster } from '../client/kafkajs-internals.ts';
import { ConsumerCluster } from '../consumer/consumer-cluster.ts';
import { produceBatch } from './produce-request.ts';

export interface BatchProducerOptions {
  /** How long a batch is tried before its send rejects. */
  readonly deliveryTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/** A send that failed, with Kafka's own number when a broker said so; `SOURCE_UNREACHABLE` and the like do not fit here. */
export class ProduceError extends StreamError {
  readonly kafkaErrorCode: number | undefined;

  constructor(code: ErrorCode, message: string, kafkaErrorCode: number | undefined, cause?: unknown) {
    super(code, message, { cause });
    this.name = 'ProduceError';
    this.kafkaErrorCode = kafkaErrorCode;
  }
}

const DUPLICATE_SEQUENCE_NUMBER = 46;
/** What no further attempt can change. */
const FINAL = new Map([
  [10, 'the record is larger than max.message.bytes of the topic'],
  [18, 'the batch is larger than segment.bytes of the topic'],
  [29, 'the principal may not write to the topic'],
  [31, 'the principal may not write idempotently to the cluster'],
  [32, 'the time of a record is out of the range that the topic allows'],
  [45, 'the sequence number is not the next one'],
  [47, 'a newer producer has fenced this one'],
  [59, 'the broker no longer knows the producer id'],
  [87, 'the broker refuses the record, as a compacted topic does without a key'],
]);
const BACKOFF_FIRST_MS = 50;
const BACKOFF_MAX_MS = 1_000;

/**
 * Sends finished record batches to the leaders of their partitions, acknowledged by all replicas. Finds a new leader by
 * itself. Without a producer id in the batch a send that is repeated after a lost answer can stand twice.
 */
export class BatchProducer {
  readonly #cluster: KafkaJsCluster;
  readonly #directory: ConsumerCluster;
  readonly #options: BatchProducerOptions;
  readonly #clock: Clock;
  readonly #topics = new Set<string>();
  #refreshing: Promise<unknown> | undefined;

  constructor(cluster: KafkaJsCluster, options: Partial<BatchProducerOptions> = {}, clock: Clock = systemClock) {
    this.#cluster = cluster;
    this.#directory = new ConsumerCluster(cluster);
    this.#options = { deliveryTimeoutMs: 120_000, requestTimeoutMs: 30_000, ...options };
    this.#clock = clock;
  }

  connect(): Promise<void> {
    return this.#directory.connect();
  }

  /** Number of partitions; 0 when the topic does not exist. */
  async partitionCount(topic: string): Promise<number> {
    const known = this.#directory.topics().get(topic);
    if (known !== undefined && known.partitions > 0) return known.partitions;
    await this.#refresh(topic);
    return this.#directory.topics().get(topic)?.partitions ?? 0;
  }

  /** Resolves with the offset of the batch's first record once it is durable; rejects with a {@link ProduceError}. */
  async send(topic: string, partition: number, batch: Buffer): Promise<number> {
    const deadline = this.#clock.now() + this.#options.deliveryTimeoutMs;
    for (let attempt = 0; ; attempt++) {
      const failure = await this.#attempt(topic, partition, batch);
      if (typeof failure === 'number') return failure;
      if (failure.kafkaErrorCode !== undefined && FINAL.has(failure.kafkaErrorCode)) throw failure;
      const pauseMs = backoffMs(attempt);
      if (this.#clock.now() + pauseMs > deadline) throw failure;
      await this.#clock.sleep(pauseMs);
      await this.#refresh(topic).catch(() => undefined);
    }
  }

  /** A producer id of the cluster's, for idempotent batches. A broker that has just started has none yet and is asked again. */
  async newProducerId(): Promise<{ producerId: bigint; producerEpoch: number }> {
    const deadline = this.#clock.now() + this.#options.deliveryTimeoutMs;
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#cluster.connect();
        if (!this.#cluster.brokerPool.metadata) await this.#directory.refreshMetadata([...this.#topics]);
        const broker = await this.#cluster.findControllerBroker();
        const { producerId, producerEpoch } = await broker.initProducerId({ transactionTimeout: this.#options.requestTimeoutMs });
        return { producerId: BigInt(producerId), producerEpoch };
      } catch (error) {
        const pauseMs = backoffMs(attempt);
        if (this.#clock.now() + pauseMs > deadline) throw error;
        await this.#clock.sleep(pauseMs);
        await this.#directory.refreshMetadata([...this.#topics]).catch(() => undefined);
      }
    }
  }

  close(): Promise<void> {
    return this.#directory.disconnect();
  }

  async #attempt(topic: string, partition: number, batch: Buffer): Promise<number | ProduceError> {
    const place = `${topic}/${partition}`;
    try {
      if (!this.#topics.has(topic)) await this.#refresh(topic);
      const leader = this.#directory.leaderOf({ topic, partition });
      if (leader === undefined) return new ProduceError('SINK_UNREACHABLE', `${place} does not exist or has no leader`, 3);
      const broker = await this.#cluster.findBroker({ nodeId: String(leader) });
      const { errorCode, baseOffset } = await produceBatch(broker, topic, partition, batch, this.#options.requestTimeoutMs);
      if (errorCode === 0 || errorCode === DUPLICATE_SEQUENCE_NUMBER) return baseOffset;
      return new ProduceError('SINK_UNREACHABLE', `writing to ${place} failed: ${FINAL.get(errorCode) ?? `Kafka error ${errorCode}`}`, errorCode);
    } catch (error) {
      return new ProduceError('SINK_UNREACHABLE', `writing to ${place} failed: ${asStreamError(error, 'SINK_UNREACHABLE').message}`, undefined, error);
    }
  }

  /** Metadata of all topics written so far; calls at the same time share one request. */
  async #refresh(topic: string): Promise<void> {
    this.#topics.add(topic);
    this.#refreshing ??= this.#directory.refreshMetadata([...this.#topics]).finally(() => (this.#refreshing = undefined));
    await this.#refreshing;
    if (!this.#directory.topics().has(topic)) await this.#directory.refreshMetadata([...this.#topics]);
  }
}

function backoffMs(attempt: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** attempt);
}
