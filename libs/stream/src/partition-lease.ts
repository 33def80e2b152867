/** Which partition. */
export interface Partition {
  readonly topic: string;
  readonly partition: number;
}

/**
 * One partition from the moment it is assigned to this process until it is taken away. A partition that goes and comes back
 * comes back as another lease, so that nothing done under the old one (a late write, a late commit) can touch the new one.
 */
export interface PartitionLease extends Partition {
  /** Aborts when the partition is no longer ours. Work for it may stop; its result no longer counts. */
  readonly revoked: AbortSignal;
  /** Stops reading this partition only. Records already delivered stay delivered. Idempotent. */
  pause(): void;
  /** Takes reading up again where it stopped. Idempotent. */
  resume(): void;
  /**
   * Stores `nextOffset`, the next offset to be read, as the group's position.
   * Resolves `fenced`, storing nothing, when the lease has ended: another member may own the partition by now.
   * Rejects with a {@link StreamError} when the source cannot be reached or refuses; the caller tries again later.
   */
  commit(nextOffset: number): Promise<CommitResult>;
}

export type CommitResult = 'committed' | 'fenced';
