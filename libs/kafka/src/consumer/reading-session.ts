import { asStreamError, type Clock, type Logger } from '@fleetlane/stream';
import { decodeRecordSet } from '../record-batch/index.ts';
import { CommitBatcher } from './commit-batcher.ts';
import type { ConsumerCluster } from './consumer-cluster.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { fetchErrorAction } from './fetch-errors.ts';
import type { FetchedPartition } from './fetch-response.ts';
import { FetchScheduler } from './fetch-scheduler.ts';
import type { Generation, GenerationEnd, GroupMembership } from './group-membership.ts';
import { KafkaLease } from './kafka-lease.ts';
import type { KafkaSourceOptions } from './kafka-source-options.ts';
import { LATEST } from './offset-policy.ts';
import { StartPositions } from './start-positions.ts';
import { selectTopics, topicsToDescribe } from './topic-selection.ts';

export interface ReadingSessionParts {
  readonly cluster: ConsumerCluster;
  readonly membership: GroupMembership;
  readonly generation: Generation;
  readonly queue: DeliveryQueue;
  readonly topics: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onEnd: (end: GenerationEnd) => void;
}

const HOUSEKEEPING_MS = 1_000;
const END_OFFSET_MAX_AGE_MS = 10_000;
const REFRESH_MIN_INTERVAL_MS = 200;
const LEASE_BACKOFF_FIRST_MS = 100;
const LEASE_BACKOFF_MAX_MS = 2_000;
const CORRUPT_BACKOFF_MAX_MS = 30_000;

/** Reading under one generation of the group: its leases, their fetches, and the housekeeping around them. */
export class ReadingSession {
  readonly leases: readonly KafkaLease[];
  readonly #parts: ReadingSessionParts;
  readonly #options: KafkaSourceOptions;
  readonly #scheduler: FetchScheduler;
  readonly #starts: StartPositions;
  readonly #partitionCounts: ReadonlyMap<string, number>;
  readonly #stopped = new AbortController();
  #contactAtMs: number;
  #metadataAtMs: number;
  #refreshing: Promise<void> | undefined;

  constructor(parts: ReadingSessionParts, options: KafkaSourceOptions) {
    this.#parts = parts;
    this.#options = options;
    const { cluster, membership, generation, clock, logger, queue } = parts;
    const commits = new CommitBatcher(membership, generation, options.groupId, (reason) => parts.onEnd({ kind: 'lost', reason }));
    this.leases = generation.assigned.map(
      ({ topic, partition }) => new KafkaLease(topic, partition, (lease, nextOffset) => commits.commit(lease, nextOffset), () => this.wake()),
    );
    this.#starts = new StartPositions(cluster, membership, options, clock, logger);
    this.#scheduler = new FetchScheduler(
      this.leases,
      {
        cluster, clock, logger,
        queuedBytes: () => queue.bytes,
        onFetched: (lease, fetched) => this.#onFetched(lease, fetched),
        onContact: () => void (this.#contactAtMs = clock.now()),
        onBrokerFailure: () => this.#refreshMetadata(),
      },
      { ...options.fetch, isolationLevel: options.isolationLevel },
    );
    this.#partitionCounts = new Map([...cluster.topics()].map(([topic, state]) => [topic, state.partitions]));
    this.#contactAtMs = clock.now();
    this.#metadataAtMs = clock.now();
  }

  /** Finds where to read from and starts the housekeeping; fetching begins with the first {@link wake}. */
  async start(): Promise<void> {
    await this.#starts.loadCommitted(this.leases);
    await this.#starts.resolve(this.leases);
    void this.#housekeeping();
  }

  wake(): void {
    this.#scheduler.wake();
  }

  /** Ends fetching and forgets what nobody has read yet. Idempotent. */
  stop(): void {
    this.#scheduler.stop();
    this.#stopped.abort();
    this.#parts.queue.drop((delivery) => this.leases.includes(delivery.lease as KafkaLease));
  }

  /** Why nothing may have been heard of the brokers for too long; undefined while all is well. */
  silence(): string | undefined {
    const silentMs = this.#parts.clock.now() - this.#contactAtMs;
    const expectsContact = this.leases.some((lease) => lease.fetching || (!lease.paused && lease.problem === undefined && lease.queued === 0));
    return expectsContact && silentMs > this.#options.sessionTimeoutMs ? `SOURCE_UNREACHABLE: no broker has answered a fetch for ${Math.round(silentMs / 1000)} s` : undefined;
  }

  #onFetched(lease: KafkaLease, fetched: FetchedPartition): void {
    const now = this.#parts.clock.now();
    lease.fetchedAtMs = now;
    if (fetched.errorCode !== 0) return this.#onFetchError(lease, fetched.errorCode, now);
    lease.endOffset = this.#options.isolationLevel === 'read_committed' ? fetched.lastStableOffset : fetched.highWatermark;
    if (lease.problem?.code === 'SOURCE_OFFSET_GONE' || lease.problem?.code === 'SOURCE_UNAUTHORIZED') lease.problem = undefined;
    if (fetched.recordSet.length === 0) {
      lease.failures = 0;
      return;
    }
    try {
      const run = decodeRecordSet(fetched.recordSet, {
        lease,
        fetchOffset: lease.position!,
        isolationLevel: this.#options.isolationLevel,
        abortedTransactions: fetched.abortedTransactions,
        checkCrc: this.#options.checkCrc,
      });
      lease.failures = 0;
      lease.problem = undefined;
      if (run.nextOffset <= lease.position!) {
        lease.notBeforeMs = now + LEASE_BACKOFF_FIRST_MS;
        return;
      }
      const delivery = { lease, records: run.records, firstOffset: lease.position!, nextOffset: run.nextOffset, bytes: run.bytes };
      lease.position = run.nextOffset;
      lease.queued++;
      this.#parts.queue.push(delivery);
    } catch (error) {
      this.#onCorrupt(lease, error, now);
    }
  }

  #onCorrupt(lease: KafkaLease, error: unknown, now: number): void {
    const { code, message } = asStreamError(error, 'SOURCE_CORRUPT_BATCH');
    lease.failures++;
    lease.notBeforeMs = now + backoffMs(lease.failures, CORRUPT_BACKOFF_MAX_MS);
    if (lease.problem === undefined) {
      this.#parts.logger.error(`Reading stopped: ${message}`, { code, topic: lease.topic, partition: lease.partition, offsetFirst: lease.position!, error });
    }
    lease.problem = { code, reason: message, sinceMs: lease.problem?.sinceMs ?? now };
  }

  #onFetchError(lease: KafkaLease, errorCode: number, now: number): void {
    lease.failures++;
    lease.notBeforeMs = now + backoffMs(lease.failures, LEASE_BACKOFF_MAX_MS);
    switch (fetchErrorAction(errorCode)) {
      case 'refresh-metadata':
        this.#refreshMetadata();
        return;
      case 'offset-out-of-range':
        void this.#starts.positionGone(lease).then(() => this.wake(), (error: unknown) => this.#parts.logger.warn('The ends of the log could not be read yet', { error, topic: lease.topic, partition: lease.partition }));
        return;
      case 'unauthorized':
        lease.notBeforeMs = now + CORRUPT_BACKOFF_MAX_MS;
        lease.problem = { code: 'SOURCE_UNAUTHORIZED', reason: `may not read topic ${lease.topic}`, sinceMs: lease.problem?.sinceMs ?? now };
        return;
      case 'back-off':
        this.#parts.logger.warn(`Kafka answered a fetch with error ${errorCode}; the partition is asked for again`, { topic: lease.topic, partition: lease.partition });
    }
  }

  /** Asks for metadata again, once at a time and not in a tight loop; the group is not concerned by a new leader. */
  #refreshMetadata(): void {
    if (this.#refreshing || this.#stopped.signal.aborted) return;
    const waitMs = Math.max(0, this.#metadataAtMs + REFRESH_MIN_INTERVAL_MS - this.#parts.clock.now());
    this.#refreshing = this.#parts.clock
      .sleep(waitMs, this.#stopped.signal)
      .then(() => this.#readMetadata())
      .catch((error: unknown) => {
        this.#metadataAtMs = this.#parts.clock.now();
        if (!this.#stopped.signal.aborted) this.#parts.logger.warn('Metadata could not be read; the old one is used meanwhile', { error });
      })
      .finally(() => {
        this.#refreshing = undefined;
        this.wake();
      });
  }

  async #readMetadata(): Promise<void> {
    const { cluster, generation, topics, onEnd } = this.#parts;
    const all = await cluster.refreshMetadata(topicsToDescribe(this.#options.topics));
    this.#metadataAtMs = this.#parts.clock.now();
    const { found } = selectTopics(this.#options.topics, all);
    const appeared = found.filter((topic) => !topics.includes(topic));
    if (appeared.length > 0) return onEnd({ kind: 'rebalance', reason: `topics appeared: ${appeared.join(', ')}` });
    const grown = generation.leads ? found.filter((topic) => (all.get(topic)?.partitions ?? 0) > (this.#partitionCounts.get(topic) ?? 0)) : [];
    if (grown.length > 0) onEnd({ kind: 'rebalance', reason: `partitions were added: ${grown.join(', ')}` });
  }

  async #housekeeping(): Promise<void> {
    const { clock, logger } = this.#parts;
    const signal = this.#stopped.signal;
    for (;;) {
      await clock.sleep(HOUSEKEEPING_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      try {
        const now = clock.now();
        if (now - this.#metadataAtMs > this.#options.metadataMaxAgeMs) this.#refreshMetadata();
        if (this.leases.some((lease) => lease.position === undefined)) {
          await this.#starts.resolve(this.leases);
          this.wake();
        }
        await this.#readEndOffsets(now);
      } catch (error) {
        if (!signal.aborted) logger.warn('Offsets could not be read; lag is shown as last seen', { error });
      }
    }
  }

  /** Lag must go on rising while a partition is paused, so its end is asked for when no fetch tells it. */
  async #readEndOffsets(now: number): Promise<void> {
    const stale = this.leases.filter((lease) => now - lease.fetchedAtMs > END_OFFSET_MAX_AGE_MS);
    if (stale.length === 0) return;
    const answers = await this.#parts.cluster.listOffsets(stale.map(({ topic, partition }) => ({ topic, partition, at: LATEST })), this.#options.isolationLevel);
    for (const lease of stale) {
      lease.fetchedAtMs = now;
      const end = answers.get(`${lease.topic}/${lease.partition}`);
      if (end !== undefined && end >= 0) lease.endOffset = end;
    }
  }
}

function backoffMs(failures: number, maxMs: number): number {
  const ceilingMs = Math.min(maxMs, LEASE_BACKOFF_FIRST_MS * 2 ** (failures - 1));
  return ceilingMs / 2 + (ceilingMs / 2) * Math.random();
}
