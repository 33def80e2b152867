import { StreamError, type CommitResult } from '@fleetlane/stream';
import { kafkaErrorType } from './error-classes.ts';
import type { Generation, GroupMembership } from './group-membership.ts';
import type { KafkaLease } from './kafka-lease.ts';

interface Waiting {
  readonly lease: KafkaLease;
  readonly nextOffset: number;
  resolve(result: CommitResult): void;
  reject(error: unknown): void;
}

/**
 * Commits of one generation. Calls of the same turn of the event loop share one request. A commit carries the generation
 * under which its lease was given, so that the broker refuses it once the group has moved on, and a lease that ended is
 * refused here already: a late worker cannot move the position of the partition's next owner.
 */
export class CommitBatcher {
  readonly #membership: GroupMembership;
  readonly #generation: Generation;
  readonly #groupId: string;
  readonly #onFenced: (reason: string) => void;
  #waiting: Waiting[] = [];
  #scheduled = false;

  constructor(membership: GroupMembership, generation: Generation, groupId: string, onFenced: (reason: string) => void) {
    this.#membership = membership;
    this.#generation = generation;
    this.#groupId = groupId;
    this.#onFenced = onFenced;
  }

  commit(lease: KafkaLease, nextOffset: number): Promise<CommitResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ lease, nextOffset, resolve, reject });
      if (this.#scheduled) return;
      this.#scheduled = true;
      setImmediate(() => void this.#send());
    });
  }

  async #send(): Promise<void> {
    this.#scheduled = false;
    const all = this.#waiting;
    this.#waiting = [];
    const batch = all.filter(({ lease, resolve }) => {
      if (lease.revoked.aborted) resolve('fenced');
      return !lease.revoked.aborted;
    });
    if (batch.length === 0) return;
    try {
      const coordinator = await this.#membership.coordinator();
      await coordinator.offsetCommit({
        groupId: this.#groupId,
        groupGenerationId: this.#generation.generationId,
        memberId: this.#generation.memberId,
        topics: [...Map.groupBy(batch, ({ lease }) => lease.topic)].map(([topic, list]) => ({
          topic,
          partitions: list.map(({ lease, nextOffset }) => ({ partition: lease.partition, offset: String(nextOffset), metadata: '' })),
        })),
      });
      for (const { resolve } of batch) resolve('committed');
    } catch (error) {
      const type = kafkaErrorType(error) ?? '';
      if (FENCED.has(type)) {
        for (const { resolve } of batch) resolve('fenced');
        this.#onFenced(`a commit was refused: ${type}`);
        return;
      }
      this.#membership.coordinatorFailed();
      const failure = new StreamError('COMMIT_FAILED', `Kafka did not store the offsets: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      for (const { reject } of batch) reject(failure);
    }
  }
}

const FENCED = new Set(['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID']);
