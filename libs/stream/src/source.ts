import type { ErrorCode } from './errors.ts';
import type { PartitionLease } from './partition-lease.ts';
import type { StreamRecord } from './record.ts';

/**
 * Where records come from. One reader calls `open`, then `read` again and again, one call at a time, then `close`.
 */
export interface Source {
  /**
   * Joins the group and starts to fetch; resolves when the first assignment is known or the source is retrying to get one.
   * `listener` hears of leases from then on. Rejects with a {@link StreamError} only for what a retry cannot mend (bad
   * credentials, a topic that may not be read); everything else is retried inside and shown by {@link Source.health}.
   */
  open(listener: LeaseListener, signal: AbortSignal): Promise<void>;
  /**
   * The next run of records of one partition, in offset order. Waits while there is nothing; rejects with the signal's
   * reason on abort, and with a {@link StreamError} when reading has ended for good.
   */
  read(signal: AbortSignal): Promise<Delivery>;
  /** Positions of every lease, for lag and the pipeline page. Cheap: answers from memory. */
  health(): SourceHealth;
  /** Stops fetching, leaves the group, releases connections. Commits nothing by itself. Idempotent. */
  close(): Promise<void>;
}

/** A run of records of one partition, as fetched. */
export interface Delivery {
  readonly lease: PartitionLease;
  /** In offset order; may be empty when a stretch held only control records, aborted transactions or compacted gaps. */
  readonly records: readonly StreamRecord[];
  /** First offset covered, whether or not a record stands there. */
  readonly firstOffset: number;
  /** Offset to read next, beyond gaps and control records: what is to be committed once every record here is settled. */
  readonly nextOffset: number;
  /** Bytes that stay in memory while any of the records does. */
  readonly bytes: number;
}

export interface LeaseListener {
  assigned(leases: readonly PartitionLease[]): void;
  /**
   * The leases are about to end in an orderly way. Flush, settle and commit what can be; the source waits for the promise,
   * but no longer than its drain time. Their `revoked` signals abort after that.
   */
  revoking(leases: readonly PartitionLease[]): Promise<void>;
  /** The leases have ended, in order or without warning. */
  lost(leases: readonly PartitionLease[]): void;
}

export interface SourceHealth {
  /** `joining` until the first assignment, `failed` when nothing will be read again without a restart. */
  readonly state: 'joining' | 'reading' | 'recovering' | 'failed' | 'closed';
  /** Why it recovers or failed, in words an operator can act on. */
  readonly reason?: string;
  /** Times the group was joined again, and why, since start. */
  readonly rebalances: number;
  readonly partitions: readonly PartitionPosition[];
}

export interface PartitionPosition {
  readonly topic: string;
  readonly partition: number;
  /** Next offset to be fetched. */
  readonly position: number;
  /** End of the partition as last seen: the high watermark, or the last stable offset when reading committed. */
  readonly endOffset: number | undefined;
  readonly committed: number | undefined;
  readonly paused: boolean;
  /** Why the source itself cannot read this partition, while it reads the others. */
  readonly problem?: { readonly code: ErrorCode; readonly reason: string; readonly sinceMs: number };
}
