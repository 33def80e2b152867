import type { Clock, Logger } from '@fleetlane/stream';
import type { ConsumerCluster, FetchLimits } from './consumer-cluster.ts';
import type { GroupMembership } from './group-membership.ts';
import type { KafkaLease } from './kafka-lease.ts';
import { EARLIEST, LATEST, describeGap, startQuestion, type OffsetGonePolicy, type StartPosition } from './offset-policy.ts';

export interface StartPositionsOptions {
  readonly groupId: string;
  readonly start: StartPosition;
  readonly onOffsetGone: OffsetGonePolicy;
  readonly isolationLevel: FetchLimits['isolationLevel'];
}

const RETRY_MS = 500;
/** How often a partition whose offset is gone is looked at again: the group may have been moved by hand. */
const GONE_RETRY_MS = 30_000;

/** Finds where to read from: the committed offset, else the configured start; and again when that place is gone. */
export class StartPositions {
  readonly #cluster: ConsumerCluster;
  readonly #membership: GroupMembership;
  readonly #options: StartPositionsOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(cluster: ConsumerCluster, membership: GroupMembership, options: StartPositionsOptions, clock: Clock, logger: Logger) {
    this.#cluster = cluster;
    this.#membership = membership;
    this.#options = options;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Sets `committed` of every lease from the group, and `position` where there is one. */
  async loadCommitted(leases: readonly KafkaLease[]): Promise<void> {
    if (leases.length === 0) return;
    const coordinator = await this.#membership.coordinator();
    const { responses } = await coordinator.offsetFetch({
      groupId: this.#options.groupId,
      topics: [...Map.groupBy(leases, ({ topic }) => topic)].map(([topic, list]) => ({ topic, partitions: list.map(({ partition }) => ({ partition })) })),
    });
    const offsets = new Map(responses.flatMap(({ topic, partitions }) => partitions.map(({ partition, offset }) => [`${topic}/${partition}`, Number(offset)] as const)));
    for (const lease of leases) {
      const offset = offsets.get(`${lease.topic}/${lease.partition}`) ?? -1;
      if (offset < 0) continue;
      lease.committed = offset;
      lease.position = offset;
    }
  }

  /**
   * Gives a position to every lease that has none and may be asked for now. The position is committed at once: otherwise a
   * restart before the first commit would look for `latest` anew and skip what came in between.
   */
  async resolve(leases: readonly KafkaLease[]): Promise<void> {
    const now = this.#clock.now();
    const open = leases.filter((lease) => lease.position === undefined && lease.notBeforeMs <= now && !lease.revoked.aborted);
    const questions = open.map((lease) => ({ lease, question: startQuestion(this.#options.start, lease) }));
    const toAsk = questions.flatMap(({ lease, question }) =>
      typeof question === 'object' && 'listOffsetsAt' in question ? [{ topic: lease.topic, partition: lease.partition, at: question.listOffsetsAt }] : [],
    );
    const answers = toAsk.length === 0 ? new Map<string, number>() : await this.#listOffsets(toAsk);
    for (const { lease, question } of questions) {
      if (question === 'halt') {
        this.#setProblem(lease, 'SOURCE_OFFSET_GONE', 'the group has no committed offset and source.start is "committed"');
        lease.notBeforeMs = now + GONE_RETRY_MS;
        continue;
      }
      const offset = 'offset' in question ? question.offset : answers.get(`${lease.topic}/${lease.partition}`);
      if (offset === undefined || offset < 0) {
        lease.notBeforeMs = now + RETRY_MS;
        continue;
      }
      lease.position = offset;
      lease.problem = undefined;
      await lease.commit(offset).catch((error: unknown) => this.#logger.warn('The start position could not be committed yet', { error, topic: lease.topic, partition: lease.partition }));
    }
  }

  /** The position is outside the log: follows the policy, which by default is to stop this partition and say what is gone. */
  async positionGone(lease: KafkaLease): Promise<void> {
    lease.notBeforeMs = this.#clock.now() + RETRY_MS;
    const ends = [EARLIEST, LATEST].map((at) => this.#listOffsets([{ topic: lease.topic, partition: lease.partition, at }]));
    const [logStart, logEnd] = (await Promise.all(ends)).map((answer) => answer.get(`${lease.topic}/${lease.partition}`));
    const position = lease.position;
    if (logStart === undefined || logEnd === undefined || position === undefined || lease.revoked.aborted) return;
    if (position >= logStart && position <= logEnd) return;
    const gap = describeGap(position, logStart, logEnd);
    if (this.#options.onOffsetGone === 'halt') {
      this.#setProblem(lease, 'SOURCE_OFFSET_GONE', gap);
      lease.notBeforeMs = this.#clock.now() + GONE_RETRY_MS;
      return;
    }
    const target = this.#options.onOffsetGone === 'earliest' ? logStart : logEnd;
    this.#logger.error(`The position is outside the log and source.onOffsetGone is ${this.#options.onOffsetGone}: going on at ${target}`, {
      topic: lease.topic, partition: lease.partition, code: 'SOURCE_OFFSET_GONE', gap,
    });
    lease.position = target;
    lease.notBeforeMs = 0;
  }

  async #listOffsets(questions: readonly { topic: string; partition: number; at: number }[]): Promise<Map<string, number>> {
    const answers = await this.#cluster.listOffsets(questions, this.#options.isolationLevel);
    // A time after the last record has no offset: that is the end of the log.
    const beyond = questions.filter(({ topic, partition, at }) => at >= 0 && answers.get(`${topic}/${partition}`) === -1);
    if (beyond.length === 0) return answers;
    const ends = await this.#cluster.listOffsets(beyond.map((question) => ({ ...question, at: LATEST })), this.#options.isolationLevel);
    return new Map([...answers, ...ends]);
  }

  #setProblem(lease: KafkaLease, code: 'SOURCE_OFFSET_GONE', reason: string): void {
    if (lease.problem === undefined) {
      this.#logger.error(`Reading stopped: ${reason}`, { topic: lease.topic, partition: lease.partition, code, position: lease.position });
    }
    lease.problem = { code, reason, sinceMs: lease.problem?.sinceMs ?? this.#clock.now() };
  }
}
