import { describe, expect, test } from 'vitest';
import { CommitBatcher } from './commit-batcher.ts';
import type { GroupMembership } from './group-membership.ts';
import { KafkaLease } from './kafka-lease.ts';

interface Commit {
  readonly groupGenerationId: number;
  readonly topics: { topic: string; partitions: { partition: number; offset: string }[] }[];
}

function harness(answer: (commit: Commit) => Promise<void> = async () => undefined) {
  const commits: Commit[] = [];
  const fencings: string[] = [];
  const coordinator = {
    offsetCommit: async (commit: Commit) => {
      commits.push(commit);
      await answer(commit);
    },
  };
  const membership = { coordinator: async () => coordinator, coordinatorFailed() {} } as unknown as GroupMembership;
  const generation = { generationId: 7, memberId: 'me', leads: false, assigned: [] };
  const batcher = new CommitBatcher(membership, generation, 'group', (reason) => fencings.push(reason));
  const lease = (partition: number): KafkaLease => new KafkaLease('t', partition, (of, offset) => batcher.commit(of, offset), () => undefined);
  return { commits, fencings, lease };
}

const kafkaError = (type: string): Error => Object.assign(new Error(type), { type });

describe('CommitBatcher', () => {
  test('commits of one turn share a request that carries the generation', async () => {
    const { commits, lease } = harness();
    const [a, b] = [lease(0), lease(1)];
    expect(await Promise.all([a.commit(5), b.commit(9)])).toEqual(['committed', 'committed']);
    expect(commits).toEqual([
      expect.objectContaining({ groupGenerationId: 7, topics: [{ topic: 't', partitions: [{ partition: 0, offset: '5', metadata: '' }, { partition: 1, offset: '9', metadata: '' }] }] }),
    ]);
    expect(a.committed).toBe(5);
  });

  test('no commit for a partition that was taken away, even when the call came before', async () => {
    const { commits, lease } = harness();
    const mine = lease(0);
    const committing = mine.commit(5);
    mine.end();
    expect(await committing).toBe('fenced');
    expect(await mine.commit(6)).toBe('fenced');
    expect(commits).toEqual([]);
  });

  test.each(['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'])('%s means that another owns the partition: fenced, and the session ends', async (type) => {
    const { fencings, lease } = harness(async () => Promise.reject(kafkaError(type)));
    expect(await lease(0).commit(5)).toBe('fenced');
    expect(fencings).toEqual([`a commit was refused: ${type}`]);
  });

  test.each(['NOT_COORDINATOR_FOR_GROUP', 'REBALANCE_IN_PROGRESS'])('%s is for the caller to try again', async (type) => {
    const { fencings, lease } = harness(async () => Promise.reject(kafkaError(type)));
    await expect(lease(0).commit(5)).rejects.toMatchObject({ code: 'COMMIT_FAILED' });
    expect(fencings).toEqual([]);
  });
});
