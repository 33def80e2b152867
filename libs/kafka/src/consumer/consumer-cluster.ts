import type { Partition } from '@fleetlane/stream';
import { brokerRequest, sendDecoding } from '../client/broker-requests.ts';
import type { KafkaJsBroker, KafkaJsCluster } from '../client/kafkajs-internals.ts';
import { decodeFetchResponse, type FetchResponse } from './fetch-response.ts';
import { readMetadataLeniently } from './lenient-metadata.ts';

/** The group calls of a broker; KafkaJS's Broker has them under these names. */
export type GroupBroker = Pick<KafkaJsBroker, 'joinGroup' | 'syncGroup' | 'heartbeat' | 'leaveGroup' | 'offsetCommit' | 'offsetFetch'>;

export interface FetchPart extends Partition {
  readonly fetchOffset: number;
  readonly maxBytes: number;
}

export interface FetchLimits {
  readonly maxWaitMs: number;
  readonly maxBytes: number;
  readonly isolationLevel: 'read_committed' | 'read_uncommitted';
}

/** What a topic looks like in the metadata at hand; `errorCode` is Kafka's, 0 when all is well. */
export interface TopicState {
  readonly errorCode: number;
  readonly partitions: number;
}

/**
 * The cluster as a consumer needs it, over KafkaJS's connections: leaders, fetches and offsets, each without the retry loops
 * and the all-or-nothing errors of KafkaJS's consumer.
 */
export class ConsumerCluster {
  readonly #cluster: KafkaJsCluster;

  constructor(cluster: KafkaJsCluster) {
    this.#cluster = cluster;
    readMetadataLeniently(cluster);
  }

  connect(): Promise<void> {
    return this.#cluster.connect();
  }

  disconnect(): Promise<void> {
    return this.#cluster.disconnect();
  }

  /** Reads metadata of these topics anew, or of all topics that may be seen when given `undefined`. */
  async refreshMetadata(topics: readonly string[] | undefined): Promise<ReadonlyMap<string, TopicState>> {
    await this.#cluster.connect();
    this.#cluster.targetTopics = new Set(topics);
    await this.#cluster.refreshMetadata();
    return this.topics();
  }

  topics(): ReadonlyMap<string, TopicState> {
    const metadata = this.#cluster.brokerPool.metadata?.topicMetadata ?? [];
    return new Map(metadata.map(({ topic, topicErrorCode, partitionMetadata }) => [topic, { errorCode: topicErrorCode, partitions: partitionMetadata.length }]));
  }

  /** For the leader of a group, whose members may read topics that it does not. */
  async partitionCounts(topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const known = this.topics();
    const unknown = topics.filter((topic) => !known.has(topic));
    const all = unknown.length === 0 ? known : await this.refreshMetadata([...known.keys(), ...unknown]);
    return new Map(topics.map((topic) => [topic, all.get(topic)?.partitions ?? 0]));
  }

  /** Node id of the leader, undefined while there is none. */
  leaderOf({ topic, partition }: Partition): number | undefined {
    const partitions = this.#cluster.brokerPool.metadata?.topicMetadata.find((candidate) => candidate.topic === topic)?.partitionMetadata;
    const leader = partitions?.find((candidate) => candidate.partitionId === partition)?.leader;
    return leader === undefined || leader < 0 ? undefined : leader;
  }

  findCoordinator(groupId: string): Promise<GroupBroker> {
    return this.#cluster.findGroupCoordinator({ groupId });
  }

  async fetch(nodeId: number, parts: readonly FetchPart[], limits: FetchLimits): Promise<FetchResponse> {
    const broker = await this.#cluster.findBroker({ nodeId: String(nodeId) });
    const protocol = brokerRequest(broker, 'Fetch', {
      isolationLevel: limits.isolationLevel === 'read_committed' ? 1 : 0,
      maxWaitTime: limits.maxWaitMs,
      minBytes: 1,
      maxBytes: limits.maxBytes,
      topics: byTopic(parts, ({ partition, fetchOffset, maxBytes }) => ({ partition, fetchOffset: String(fetchOffset), maxBytes })),
    });
    return sendDecoding(broker, protocol, (payload, apiVersion) => {
      const decoded = decodeFetchResponse(payload, apiVersion);
      return { ...decoded, clientSideThrottleTime: decoded.throttleTimeMs };
    });
  }

  /** Offsets of partitions led by one broker at a time, or at an end of the log (see offset-policy.ts); -1 where none is. */
  async listOffsets(questions: readonly (Partition & { readonly at: number })[], isolationLevel: FetchLimits['isolationLevel']): Promise<Map<string, number>> {
    const byLeader = Map.groupBy(questions, (question) => this.leaderOf(question));
    const answers = new Map<string, number>();
    for (const [leader, list] of byLeader) {
      if (leader === undefined) continue;
      const broker = await this.#cluster.findBroker({ nodeId: String(leader) });
      const { responses } = await broker.listOffsets({
        isolationLevel: isolationLevel === 'read_committed' ? 1 : 0,
        topics: byTopic(list, ({ partition, at }) => ({ partition, timestamp: String(at) })),
      });
      for (const { topic, partitions } of responses) {
        for (const { partition, offset } of partitions) answers.set(`${topic}/${partition}`, Number(offset));
      }
    }
    return answers;
  }
}

function byTopic<P extends Partition, T>(parts: readonly P[], map: (part: P) => T): { topic: string; partitions: T[] }[] {
  return [...Map.groupBy(parts, ({ topic }) => topic)].map(([topic, list]) => ({ topic, partitions: list.map(map) }));
}
