import type { PartitionLease } from './partition-lease.ts';

/**
 * One record as it stands in the source, with nothing copied: `key` and `value` are views into the buffer that was fetched.
 * Whoever keeps a record therefore keeps that buffer; whoever changes a byte of it changes its neighbours.
 */
export interface StreamRecord {
  /** The lease under which the record was read: names topic and partition, and tells whether they are still ours. */
  readonly lease: PartitionLease;
  /** Position in the partition; a safe integer. */
  readonly offset: number;
  /** Milliseconds since the epoch: the producer's create time, or the broker's append time where the topic says so. */
  readonly timestampMs: number;
  readonly key: Buffer | null;
  /** `null` is a tombstone, which is not the same as an empty value. */
  readonly value: Buffer | null;
  /** In the order of the producer, duplicates included. Read lazily: most records are never asked. */
  readonly headers: readonly RecordHeader[];
}

export interface RecordHeader {
  readonly key: string;
  readonly value: Buffer | null;
}

/** Bytes that a record occupies for accounting: key, value and a flat charge for the object and its headers. */
export function recordBytes(record: Pick<StreamRecord, 'key' | 'value'>): number {
  return (record.key?.length ?? 0) + (record.value?.length ?? 0) + RECORD_OVERHEAD_BYTES;
}

/** What a decoded record costs besides its own bytes: the object, its two views and its place in the ledger. */
export const RECORD_OVERHEAD_BYTES = 160;
