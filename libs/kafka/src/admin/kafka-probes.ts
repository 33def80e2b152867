import type { Admin } from 'kafkajs';
import { silentLogger, type Probe, type ProbeResult } from '@fleetlane/stream';
import { ConsumerCluster } from '../consumer/consumer-cluster.ts';
import { selectTopics, topicsToDescribe, type TopicSelection } from '../consumer/topic-selection.ts';
import { createCluster, createKafka, type KafkaConnectionOptions } from '../client/kafka-connection.ts';

export interface KafkaProbeTargets {
  readonly topics: TopicSelection;
  readonly group: string;
  /** Dead-letter topic of a topic. */
  readonly deadLetterTopic: (topic: string) => string;
}

const TOPIC_AUTHORIZATION_FAILED = 29;

/** What must hold on Kafka before the first record: reach, topics, right to read them, the group, and the dead-letter topics. */
export function kafkaProbes(connection: KafkaConnectionOptions, targets: KafkaProbeTargets): Probe[] {
  return [
    { title: `Kafka: a broker of ${connection.brokers.join(', ')} answers and accepts the credentials`, run: () => withAdmin(connection, describeCluster) },
    { title: `Kafka: topics ${describe(targets.topics)} exist and may be read`, run: () => readable(connection, targets.topics) },
    { title: `Kafka: group ${targets.group} may be used`, run: () => withAdmin(connection, (admin) => groupUsable(admin, targets.group)) },
    { title: 'Kafka: dead-letter topics exist', run: () => deadLetterTopics(connection, targets) },
  ];
}

async function describeCluster(admin: Admin): Promise<ProbeResult> {
  const { brokers, clusterId } = await admin.describeCluster();
  return { ok: true, detail: `cluster ${clusterId}, ${brokers.length} broker${brokers.length === 1 ? '' : 's'}` };
}

async function readable(connection: KafkaConnectionOptions, topics: TopicSelection): Promise<ProbeResult> {
  return withCluster(connection, async (cluster) => {
    const { found, missing, unauthorized } = selectTopics(topics, await cluster.refreshMetadata(topicsToDescribe(topics)));
    if (unauthorized.length > 0) return { ok: false, detail: `not allowed: ${unauthorized.join(', ')}`, remedy: 'Grant Describe and Read on the topic.' };
    if (missing.length > 0 || found.length === 0) return { ok: false, detail: `missing: ${missing.join(', ') || 'no topic matches'}`, remedy: 'Create the topic or correct routes[].topics and routes[].pattern.' };
    const denied: string[] = [];
    for (const topic of found) {
      const leader = cluster.leaderOf({ topic, partition: 0 });
      if (leader === undefined) return { ok: false, detail: `${topic}/0 has no leader`, remedy: 'Check the brokers.' };
      const { partitions } = await cluster.fetch(leader, [{ topic, partition: 0, fetchOffset: 0, maxBytes: 1 }], { maxWaitMs: 1, maxBytes: 1, isolationLevel: 'read_committed' });
      if (partitions[0]?.errorCode === TOPIC_AUTHORIZATION_FAILED) denied.push(topic);
    }
    if (denied.length > 0) return { ok: false, detail: `may be seen but not read: ${denied.join(', ')}`, remedy: 'Grant Read on the topic.' };
    return { ok: true, detail: found.join(', ') };
  });
}

async function groupUsable(admin: Admin, group: string): Promise<ProbeResult> {
  const { groups } = await admin.describeGroups([group]);
  const { state, members } = groups[0]!;
  return { ok: true, detail: `${state || 'Empty'}, ${members.length} members` };
}

async function deadLetterTopics(connection: KafkaConnectionOptions, { topics, deadLetterTopic }: KafkaProbeTargets): Promise<ProbeResult> {
  return withCluster(connection, async (cluster) => {
    const { found } = selectTopics(topics, await cluster.refreshMetadata(topicsToDescribe(topics)));
    const wanted = [...new Set(found.map(deadLetterTopic))];
    if (wanted.length === 0) return { ok: false, detail: 'unknown while no topic is found', remedy: 'See the topics above.' };
    const existing = await cluster.refreshMetadata(wanted);
    const missing = wanted.filter((topic) => (existing.get(topic)?.partitions ?? 0) === 0);
    if (missing.length > 0) return { ok: false, detail: `missing or not allowed: ${missing.join(', ')}`, remedy: 'Create it, and grant Describe and Write: a record that cannot be dead-lettered stops its partition.' };
    return { ok: true, detail: wanted.join(', ') };
  });
}

async function withAdmin(connection: KafkaConnectionOptions, run: (admin: Admin) => Promise<ProbeResult>): Promise<ProbeResult> {
  const admin = createKafka(connection, silentLogger).admin();
  try {
    await admin.connect();
    return await run(admin);
  } catch (error) {
    return unreachable(error);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

async function withCluster(connection: KafkaConnectionOptions, run: (cluster: ConsumerCluster) => Promise<ProbeResult>): Promise<ProbeResult> {
  const cluster = new ConsumerCluster(createCluster(connection, silentLogger));
  try {
    return await run(cluster);
  } catch (error) {
    return unreachable(error);
  } finally {
    await cluster.disconnect().catch(() => undefined);
  }
}

function unreachable(error: unknown): ProbeResult {
  return { ok: false, detail: error instanceof Error ? error.message : String(error), remedy: 'Check kafka.brokers, kafka.tls and kafka.sasl, and that the network lets the service through.' };
}

function describe({ names, patterns }: TopicSelection): string {
  return [...names, ...patterns.map(String)].join(', ');
}
