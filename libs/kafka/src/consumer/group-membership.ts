import type { Clock, Logger, Partition } from '@fleetlane/stream';
import { assignPartitions, type GroupMember } from './assignor.ts';
import type { ConsumerCluster, GroupBroker } from './consumer-cluster.ts';
import { isConnectionTrouble, kafkaErrorType } from './error-classes.ts';
import { decodeAssignment, decodeMember, encodeAssignment, encodeMember, PROTOCOL_NAME } from './group-protocol.ts';

export interface GroupMembershipOptions {
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
}

/** What one join of the group brought. */
export interface Generation {
  readonly generationId: number;
  readonly memberId: string;
  readonly leads: boolean;
  readonly assigned: readonly Partition[];
}

/** Why a generation ended: `rebalance` leaves time to settle and commit, `lost` does not. */
export type GenerationEnd = { readonly kind: 'rebalance' | 'lost'; readonly reason: string };

/**
 * This process as a member of a consumer group: joins, keeps alive and leaves. Heartbeats have a timer of their own, so that
 * neither a long fetch nor slow work on records can cost the membership; they go on while a rebalance waits for us.
 */
export class GroupMembership {
  readonly #cluster: ConsumerCluster;
  readonly #options: GroupMembershipOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #memberId = '';
  #generation: Generation | undefined;
  #coordinator: GroupBroker | undefined;
  #heartbeats: AbortController | undefined;

  constructor(cluster: ConsumerCluster, options: GroupMembershipOptions, clock: Clock, logger: Logger) {
    this.#cluster = cluster;
    this.#options = options;
    this.#clock = clock;
    this.#logger = logger;
  }

  get generation(): Generation | undefined {
    return this.#generation;
  }

  /**
   * Joins and, when chosen as leader, shares the partitions out. `owned` are the partitions held until now, which the leader
   * tries to leave where they are. `onEnd` is called once when this generation is over.
   */
  async join(topics: readonly string[], owned: readonly Partition[], onEnd: (end: GenerationEnd) => void): Promise<Generation> {
    this.#stopHeartbeats();
    this.#generation = undefined;
    const { groupId, sessionTimeoutMs, rebalanceTimeoutMs } = this.#options;
    try {
      const coordinator = await this.coordinator();
      const joined = await coordinator.joinGroup({
        groupId,
        sessionTimeout: sessionTimeoutMs,
        rebalanceTimeout: rebalanceTimeoutMs,
        memberId: this.#memberId,
        groupProtocols: [{ name: PROTOCOL_NAME, metadata: encodeMember({ topics, owned }) }],
      });
      this.#memberId = joined.memberId;
      const leads = joined.leaderId === joined.memberId;
      const groupAssignment = leads ? await this.#share(joined.members) : [];
      const synced = await coordinator.syncGroup({
        groupId,
        generationId: joined.generationId,
        memberId: joined.memberId,
        groupAssignment,
      });
      const generation = { generationId: joined.generationId, memberId: joined.memberId, leads, assigned: decodeAssignment(synced.memberAssignment) };
      this.#generation = generation;
      this.#startHeartbeats(generation, onEnd);
      return generation;
    } catch (error) {
      this.#coordinator = undefined;
      if (MEMBERSHIP_GONE.has(kafkaErrorType(error) ?? '')) this.#memberId = '';
      throw error;
    }
  }

  /** The broker that coordinates the group, asked for anew after every failure: the old one may just have died. */
  async coordinator(): Promise<GroupBroker> {
    this.#coordinator ??= await this.#cluster.findCoordinator(this.#options.groupId);
    return this.#coordinator;
  }

  /** Forgets who coordinates; the next call asks. */
  coordinatorFailed(): void {
    this.#coordinator = undefined;
  }

  /** Leaves the group, so that the others get the partitions at once instead of after the session timeout. Never rejects. */
  async leave(): Promise<void> {
    this.#stopHeartbeats();
    this.#generation = undefined;
    if (this.#memberId === '') return;
    try {
      await (await this.coordinator()).leaveGroup({ groupId: this.#options.groupId, memberId: this.#memberId });
    } catch (error) {
      this.#logger.warn('Leaving the group failed; its partitions stay idle until the session times out', { error });
    }
    this.#memberId = '';
  }

  async #share(members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[]) {
    const group: GroupMember[] = members.map(({ memberId, memberMetadata }) => ({ memberId, ...decodeMember(memberMetadata) }));
    const counts = await this.#cluster.partitionCounts([...new Set(group.flatMap((member) => member.topics))]);
    return [...assignPartitions(group, counts)].map(([memberId, partitions]) => ({ memberId, memberAssignment: encodeAssignment(partitions) }));
  }

  #startHeartbeats(generation: Generation, onEnd: (end: GenerationEnd) => void): void {
    const stop = new AbortController();
    this.#heartbeats = stop;
    void this.#beat(generation, stop.signal).then((end) => {
      if (end && !stop.signal.aborted) onEnd(end);
    });
  }

  #stopHeartbeats(): void {
    this.#heartbeats?.abort();
    this.#heartbeats = undefined;
  }

  async #beat(generation: Generation, signal: AbortSignal): Promise<GenerationEnd | undefined> {
    let lastBeatAtMs = this.#clock.now();
    for (;;) {
      try {
        await this.#clock.sleep(this.#options.heartbeatIntervalMs, signal);
        await this.#heartbeat(generation);
        lastBeatAtMs = this.#clock.now();
      } catch (error) {
        if (signal.aborted) return undefined;
        const type = kafkaErrorType(error);
        if (type === 'REBALANCE_IN_PROGRESS') {
          void this.#keepAlive(generation, signal);
          return { kind: 'rebalance', reason: 'a member came, went or asked for it' };
        }
        if (MEMBERSHIP_GONE.has(type ?? '')) {
          this.#memberId = '';
          return { kind: 'lost', reason: `the coordinator no longer knows this member (${type})` };
        }
        this.#coordinator = undefined;
        const silentMs = this.#clock.now() - lastBeatAtMs;
        if (silentMs > this.#options.sessionTimeoutMs) return { kind: 'lost', reason: `no heartbeat was answered for ${silentMs} ms` };
        if (!isConnectionTrouble(error)) this.#logger.warn('A heartbeat failed; trying again until the session times out', { error });
      }
    }
  }

  /**
   * A rebalance waits for this member while it settles and commits; it must not be taken for dead meanwhile. The answers say
   * nothing new, and the next join ends it.
   */
  async #keepAlive(generation: Generation, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#clock.sleep(this.#options.heartbeatIntervalMs, signal).catch(() => undefined);
      if (!signal.aborted) await this.#heartbeat(generation).catch(() => undefined);
    }
  }

  async #heartbeat({ generationId, memberId }: Generation): Promise<void> {
    const coordinator = await this.coordinator();
    await coordinator.heartbeat({ groupId: this.#options.groupId, groupGenerationId: generationId, memberId });
  }
}

const MEMBERSHIP_GONE = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID', 'INCONSISTENT_GROUP_PROTOCOL']);
