import type { PartitionLease, StreamRecord } from '@fleetlane/stream';
import { decodeRecordSet } from '../record-batch/index.ts';
import type { ConsumerCluster } from './consumer-cluster.ts';
import { EARLIEST, LATEST } from './offset-policy.ts';

const LIMITS = { maxWaitMs: 250, maxBytes: 8 << 20, isolationLevel: 'read_committed' } as const;

/**
 * Every record that stands in a topic at the moment of the call, partition by partition, without a group: for counting what
 * arrived, for redriving dead letters, for tests. Rejects when the topic does not exist or a partition has no leader.
 */
export async function* readTopic(cluster: ConsumerCluster, topic: string): AsyncGenerator<StreamRecord> {
  const state = (await cluster.refreshMetadata([topic])).get(topic);
  if (state === undefined || state.errorCode !== 0) throw new Error(`topic ${topic} cannot be read (Kafka error ${state?.errorCode ?? 'unknown'})`);
  for (let partition = 0; partition < state.partitions; partition++) yield* readPartition(cluster, topic, partition);
}

async function* readPartition(cluster: ConsumerCluster, topic: string, partition: number): AsyncGenerator<StreamRecord> {
  const ends = [EARLIEST, LATEST].map((at) => cluster.listOffsets([{ topic, partition, at }], LIMITS.isolationLevel));
  const [first, end] = (await Promise.all(ends)).map((answer) => answer.get(`${topic}/${partition}`));
  const leader = cluster.leaderOf({ topic, partition });
  if (first === undefined || end === undefined || leader === undefined) throw new Error(`${topic}/${partition} has no leader`);
  const lease = detachedLease(topic, partition);
  for (let offset = first; offset < end; ) {
    const { partitions } = await cluster.fetch(leader, [{ topic, partition, fetchOffset: offset, maxBytes: 1 << 20 }], LIMITS);
    const fetched = partitions[0];
    if (!fetched || fetched.errorCode !== 0) throw new Error(`${topic}/${partition} cannot be read at ${offset} (Kafka error ${fetched?.errorCode ?? 'unknown'})`);
    const run = decodeRecordSet(fetched.recordSet, { lease, fetchOffset: offset, isolationLevel: LIMITS.isolationLevel, abortedTransactions: fetched.abortedTransactions });
    yield* run.records;
    offset = Math.max(run.nextOffset, offset);
  }
}

/** Names a partition that nobody owns: there is nothing to pause and nowhere to commit. */
function detachedLease(topic: string, partition: number): PartitionLease {
  return { topic, partition, revoked: new AbortController().signal, pause() {}, resume() {}, commit: async () => 'fenced' };
}
