import { createKafka, type KafkaConnectionOptions } from '@fleetlane/kafka';
import type { Logger } from '@fleetlane/stream';
import type { TopicCreation } from './simulation-options.ts';

/** Creates those of the topics that do not exist; the others stay as they are. `maxRecordBytes`: the largest record that will come. */
export async function createTopics(connection: KafkaConnectionOptions, topics: readonly string[], creation: TopicCreation, maxRecordBytes: number, logger: Logger): Promise<void> {
  const admin = createKafka(connection, logger).admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const { partitions: numPartitions, replicationFactor } = creation;
    const configEntries = maxRecordBytes < BROKER_DEFAULT_BYTES ? [] : [{ name: 'max.message.bytes', value: String(maxRecordBytes + BATCH_OVERHEAD_BYTES) }];
    const missing = topics.filter((topic) => !existing.has(topic));
    if (missing.length > 0) await admin.createTopics({ topics: missing.map((topic) => ({ topic, numPartitions, replicationFactor, configEntries })), waitForLeaders: true });
  } finally {
    await admin.disconnect();
  }
}

/** max.message.bytes where nothing else is said. */
const BROKER_DEFAULT_BYTES = 1_048_588;
const BATCH_OVERHEAD_BYTES = 1_048_576;
