import {
  StreamError,
  type Clock,
  type Delivery,
  type LeaseListener,
  type Logger,
  type Partition,
  type Source,
  type SourceHealth,
} from '@fleetlane/stream';
import type { ConsumerCluster } from './consumer-cluster.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { isConnectionTrouble, sourceErrorCode } from './error-classes.ts';
import { GroupMembership, type GenerationEnd } from './group-membership.ts';
import type { KafkaLease } from './kafka-lease.ts';
import type { KafkaSourceOptions } from './kafka-source-options.ts';
import { ReadingSession } from './reading-session.ts';
import { RestartPolicy } from './restart-policy.ts';
import { selectTopics, topicsToDescribe } from './topic-selection.ts';

export interface KafkaSourceParts {
  /** A new connection to the cluster; called again whenever the old one is given up. */
  readonly connect: () => ConsumerCluster;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Reads a consumer group's share of topics. It never stops by itself without saying so: whatever fails leads to another
 * attempt, and when attempts are pointless `health().state` is `failed` and `read` rejects.
 */
export class KafkaSource implements Source {
  readonly #parts: KafkaSourceParts;
  readonly #options: KafkaSourceOptions;
  readonly #queue = new DeliveryQueue();
  readonly #restarts: RestartPolicy;
  readonly #closing = new AbortController();
  #listener: LeaseListener | undefined;
  #session: ReadingSession | undefined;
  #leases: readonly KafkaLease[] = [];
  #owned: readonly Partition[] = [];
  #state: SourceHealth['state'] = 'joining';
  #reason: string | undefined;
  #rebalances = 0;
  #running: Promise<void> | undefined;

  constructor(parts: KafkaSourceParts, options: KafkaSourceOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#restarts = new RestartPolicy(options.restart);
  }

  async open(listener: LeaseListener, signal: AbortSignal): Promise<void> {
    this.#listener = listener;
    const settled = Promise.withResolvers<void>();
    this.#running = this.#run(settled.resolve);
    const onAbort = (): void => settled.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    await settled.promise.finally(() => signal.removeEventListener('abort', onAbort));
  }

  async read(signal: AbortSignal): Promise<Delivery> {
    for (;;) {
      const delivery = await this.#queue.read(signal);
      const lease = delivery.lease as KafkaLease;
      lease.queued--;
      this.#session?.wake();
      if (!lease.revoked.aborted) return delivery;
    }
  }

  health(): SourceHealth {
    const silence = this.#session?.silence();
    const recovering = this.#state === 'reading' && silence !== undefined;
    const reason = recovering ? silence : this.#reason;
    return {
      state: recovering ? 'recovering' : this.#state,
      ...(reason === undefined ? {} : { reason }),
      rebalances: this.#rebalances,
      partitions: this.#leases.map((lease) => ({
        topic: lease.topic,
        partition: lease.partition,
        position: lease.position ?? lease.committed ?? 0,
        endOffset: lease.endOffset,
        committed: lease.committed,
        paused: lease.paused,
        ...(lease.problem ? { problem: lease.problem } : {}),
      })),
    };
  }

  async close(): Promise<void> {
    if (!this.#closing.signal.aborted) this.#closing.abort(new Error('the source was closed'));
    await this.#running;
    if (this.#state !== 'failed') this.#state = 'closed';
    this.#queue.fail(new StreamError('SOURCE_FAILED', 'the source was closed'));
  }

  async #run(opened: () => void): Promise<void> {
    const closing = this.#closing.signal;
    let cluster: ConsumerCluster | undefined;
    let membership: GroupMembership | undefined;
    while (!closing.aborted) {
      try {
        cluster ??= this.#parts.connect();
        membership ??= new GroupMembership(cluster, this.#options, this.#parts.clock, this.#parts.logger);
        await this.#readOneGeneration(cluster, membership, opened);
      } catch (error) {
        if (closing.aborted) break;
        opened();
        const decision = this.#failed(error);
        if (decision.action === 'give-up') break;
        await this.#parts.clock.sleep(decision.delayMs, closing).catch(() => undefined);
        if (closing.aborted) break;
        // A failed attempt may have left connections in any state: the next one starts with new ones.
        await membership?.leave();
        await disconnect(cluster);
        cluster = undefined;
        membership = undefined;
      }
    }
    await membership?.leave();
    await disconnect(cluster);
    opened();
  }

  #failed(error: unknown): ReturnType<RestartPolicy['failed']> {
    const code = sourceErrorCode(error);
    const permanent = !isConnectionTrouble(error) && code !== 'SOURCE_TOPIC_UNKNOWN';
    const decision = this.#restarts.failed(permanent);
    this.#reason = `${code}: ${error instanceof Error ? error.message : String(error)}`;
    if (decision.action === 'give-up') {
      this.#state = 'failed';
      this.#parts.logger.error('The Kafka consumer failed again and again and is given up; the process must be restarted', { code, error });
      this.#queue.fail(new StreamError('SOURCE_FAILED', this.#reason, { cause: error }));
    } else {
      this.#state = 'recovering';
      this.#parts.logger.warn(`Reading from Kafka failed; nothing is read until the next attempt in ${Math.round(decision.delayMs)} ms`, { code, error });
    }
    return decision;
  }

  /** Joins the group and reads until the generation ends. */
  async #readOneGeneration(cluster: ConsumerCluster, membership: GroupMembership, opened: () => void): Promise<void> {
    const topics = await this.#findTopics(cluster);
    const ended = Promise.withResolvers<GenerationEnd | 'closing'>();
    const onClose = (): void => ended.resolve('closing');
    this.#closing.signal.addEventListener('abort', onClose, { once: true });
    try {
      const generation = await membership.join(topics, this.#owned, ended.resolve);
      if (this.#closing.signal.aborted) return;
      const session = new ReadingSession({ ...this.#parts, cluster, membership, generation, queue: this.#queue, topics, onEnd: ended.resolve }, this.#options);
      this.#rebalances++;
      this.#owned = generation.assigned;
      this.#leases = session.leases;
      this.#session = session;
      let assigned = false;
      try {
        await session.start();
        assigned = true;
        this.#listener!.assigned(session.leases);
        session.wake();
        this.#state = 'reading';
        this.#reason = undefined;
        this.#restarts.healthy();
        this.#parts.logger.info('Assigned partitions', { generation: generation.generationId, partitions: generation.assigned.map(({ topic, partition }) => `${topic}/${partition}`) });
        opened();
        const end = await ended.promise;
        session.stop();
        if (end === 'closing') return;
        this.#parts.logger.info('The group rebalances', { reason: end.reason });
        this.#state = 'joining';
        if (end.kind === 'rebalance') await this.#giveBack(session.leases);
      } finally {
        session.stop();
        for (const lease of session.leases) lease.end();
        if (assigned) this.#listener!.lost(session.leases);
        this.#session = undefined;
        this.#leases = [];
      }
    } finally {
      this.#closing.signal.removeEventListener('abort', onClose);
    }
  }

  async #findTopics(cluster: ConsumerCluster): Promise<readonly string[]> {
    const { topics } = this.#options;
    const { found, missing, unauthorized } = selectTopics(topics, await cluster.refreshMetadata(topicsToDescribe(topics)));
    if (unauthorized.length > 0) {
      throw new StreamError('SOURCE_UNAUTHORIZED', `may not read topic ${unauthorized.join(', ')}`);
    }
    if (found.length === 0) {
      const wanted = [...missing, ...topics.patterns.map(String)].join(', ');
      throw new StreamError('SOURCE_TOPIC_UNKNOWN', `no such topic: ${wanted}`);
    }
    if (missing.length > 0) {
      this.#parts.logger.warn(`Topics that do not exist are not read until they do: ${missing.join(', ')}`, { code: 'SOURCE_TOPIC_UNKNOWN' });
    }
    return found;
  }

  /** Lets the pipeline settle and commit what it has, for a bounded time. */
  async #giveBack(leases: readonly KafkaLease[]): Promise<void> {
    const done = new AbortController();
    const deadline = this.#parts.clock.sleep(this.#options.drainMs, done.signal).catch(() => undefined);
    await Promise.race([this.#listener!.revoking(leases), deadline]);
    done.abort();
  }
}

async function disconnect(cluster: ConsumerCluster | undefined): Promise<void> {
  await cluster?.disconnect().catch(() => undefined);
}
