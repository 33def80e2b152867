import type { DirtKind } from '@fleetlane/telemetry';

/**
 * Where the records of a simulation come from. After `next` has returned true the fields are the record; they and their bytes
 * change with the following `next`.
 */
export interface RecordFeed {
  readonly topic: string;
  readonly key: Buffer;
  readonly value: Buffer | null;
  readonly dirt: DirtKind | undefined;
  /** All topics that it may name. */
  readonly topics: readonly string[];
  /** Prepares records; false when there will be none any more. Rejects when they cannot be read. */
  refill(): Promise<boolean>;
  /** Moves on; false when `refill` has to be asked first. */
  next(): boolean;
  close(): Promise<void>;
}
