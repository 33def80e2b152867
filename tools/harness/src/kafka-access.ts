import { BatchProducer, ConsumerCluster, createCluster, createKafka, encodeRecordBatch, readTopic, type CodecName, type KafkaConnectionOptions, type RecordToEncode } from '@fleetlane/kafka';
import { silentLogger } from '@fleetlane/stream';

/** A record that stands in the dead-letter topic: which one it was, and why it is there. */
export interface FoundLetter {
  readonly id: string;
  readonly code: string;
  readonly value: Buffer | null;
  readonly key: Buffer | null;
  readonly headers: ReadonlyMap<string, string>;
}

/** Kafka from outside of the service: topics, records in, letters and offsets out. */
export class KafkaAccess {
  readonly connection: KafkaConnectionOptions;
  readonly #producer: BatchProducer;

  constructor(bootstrap: readonly string[]) {
    this.connection = { brokers: bootstrap, clientId: 'fleetlane-harness', connectionTimeoutMs: 5_000, requestTimeoutMs: 15_000 };
    this.#producer = new BatchProducer(createCluster(this.connection, silentLogger), { deliveryTimeoutMs: 60_000 });
  }

  async withAdmin<T>(run: (admin: ReturnType<ReturnType<typeof createKafka>['admin']>) => Promise<T>): Promise<T> {
    const admin = createKafka(this.connection, silentLogger).admin();
    await admin.connect();
    try {
      return await run(admin);
    } finally {
      await admin.disconnect();
    }
  }

  createTopic(topic: string, partitions: number, config: Record<string, string> = {}, replicationFactor = 1): Promise<boolean> {
    const configEntries = Object.entries({ 'max.message.bytes': '20000000', ...config }).map(([name, value]) => ({ name, value }));
    return this.withAdmin((admin) => admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions, replicationFactor, configEntries }] }));
  }

  /** Writes the records as one batch; returns the ids that a sink gives them. */
  async produce(topic: string, partition: number, records: readonly RecordToEncode[], codec: CodecName = 'none'): Promise<string[]> {
    const baseOffset = await this.#producer.send(topic, partition, encodeRecordBatch(records, { codec }));
    return records.map((_, index) => `${topic}+${partition}+${baseOffset + index}`);
  }

  /** Committed offset by partition; -1 where there is none. */
  committed(group: string, topic: string): Promise<Map<number, number>> {
    return this.withAdmin(async (admin) => {
      const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      return new Map((found?.partitions ?? []).map(({ partition, offset }) => [partition, Number(offset)]));
    });
  }

  endOffsets(topic: string): Promise<Map<number, number>> {
    return this.withAdmin(async (admin) => new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)])));
  }

  /** What retention does, at once. */
  deleteRecordsBefore(topic: string, partition: number, offset: number): Promise<void> {
    return this.withAdmin(async (admin) => {
      await admin.fetchTopicOffsets(topic); // KafkaJS deletes only in topics of which it has metadata
      await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
    });
  }

  /** Every letter in the dead-letter topic. */
  async letters(topic: string): Promise<FoundLetter[]> {
    const cluster = new ConsumerCluster(createCluster(this.connection, silentLogger));
    const found: FoundLetter[] = [];
    try {
      for await (const record of readTopic(cluster, topic)) {
        const headers = new Map(record.headers.map(({ key, value }) => [key, String(value)]));
        const origin = (name: string): string => headers.get(`fleetlane-origin-${name}`) ?? '?';
        found.push({ id: `${origin('topic')}+${origin('partition')}+${origin('offset')}`, code: headers.get('fleetlane-failure-code') ?? '?', value: record.value, key: record.key, headers });
      }
    } finally {
      await cluster.disconnect();
    }
    return found;
  }

  close(): Promise<void> {
    return this.#producer.close();
  }
}
