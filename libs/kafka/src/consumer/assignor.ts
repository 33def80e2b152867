import type { Partition } from '@fleetlane/stream';

/** A member of the group, as the leader sees it when it shares the partitions out. */
export interface GroupMember {
  readonly memberId: string;
  /** Topics that the member reads; members of a rolling update may differ. */
  readonly topics: readonly string[];
  /** What it held until now. */
  readonly owned: readonly Partition[];
}

/**
 * Shares partitions out evenly and lets members keep what they had: a member that restarts or joins moves as few partitions
 * as the balance allows. Deterministic: the same members and counts give the same result, whoever leads.
 */
export function assignPartitions(
  members: readonly GroupMember[],
  partitionCounts: ReadonlyMap<string, number>,
): Map<string, Partition[]> {
  const sorted = [...members].sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const result = new Map<string, Partition[]>(sorted.map((member) => [member.memberId, []]));
  const free = new Map<string, Partition>();
  for (const topic of [...new Set(sorted.flatMap((member) => member.topics))].sort()) {
    for (let partition = 0; partition < (partitionCounts.get(topic) ?? 0); partition++) free.set(`${topic}/${partition}`, { topic, partition });
  }

  const quota = sorted.length === 0 ? 0 : Math.floor(free.size / sorted.length);
  let withOneMore = sorted.length === 0 ? 0 : free.size % sorted.length;
  for (const member of sorted) {
    const mine = result.get(member.memberId)!;
    for (const held of member.owned) {
      const key = `${held.topic}/${held.partition}`;
      if (!free.has(key) || !member.topics.includes(held.topic)) continue;
      if (mine.length >= quota) {
        if (mine.length > quota || withOneMore === 0) continue;
        withOneMore--;
      }
      mine.push(free.get(key)!);
      free.delete(key);
    }
  }

  for (const partition of free.values()) {
    const takers = sorted.filter((member) => member.topics.includes(partition.topic));
    const least = takers.reduce<GroupMember | undefined>(
      (best, member) => (best === undefined || result.get(member.memberId)!.length < result.get(best.memberId)!.length ? member : best),
      undefined,
    );
    if (least) result.get(least.memberId)!.push(partition);
  }
  return result;
}
