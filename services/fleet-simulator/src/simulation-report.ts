import type { DirtKind, Fate } from '@fleetlane/telemetry';

/** What was produced: the left side of the ledger. Counts only what Kafka acknowledged. */
export interface SimulationReport {
  readonly formatVersion: 1;
  /** `completed`: count, duration or file ended it. `stopped`: the signal did. `failed`: see `error`. */
  readonly ended: 'completed' | 'stopped' | 'failed';
  readonly error?: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** From the first record to the last acknowledgement, without connecting. */
  readonly durationMs: number;
  readonly ratePerSecond: number;
  readonly produced: number;
  /** Sent without an acknowledgement: they may or may not stand in the topic. 0 unless `failed`. */
  readonly unacknowledged: number;
  readonly expected: Readonly<Record<Fate, number>>;
  /** Of all topics; kinds that did not occur are left out. */
  readonly dirt: readonly DirtReport[];
  readonly topics: readonly TopicReport[];
  /** False when there were too many dirty records to list each; the counts are right all the same. */
  readonly dirtyOffsetsComplete: boolean;
  /** What it takes to do the same again. */
  readonly seed: number;
  readonly startTime?: string;
}

export interface DirtReport {
  readonly kind: DirtKind;
  readonly records: number;
  readonly expectedFate: Fate;
}

export interface TopicReport {
  readonly topic: string;
  readonly records: number;
  /** Keys and values, uncompressed. */
  readonly bytes: number;
  readonly expected: Readonly<Record<Fate, number>>;
  readonly dirt: readonly DirtReport[];
  readonly partitions: readonly PartitionReport[];
}

export interface PartitionReport {
  readonly partition: number;
  readonly records: number;
  /** Of our first and last record. When nobody else writes to the topic, all offsets between are ours. */
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly dirty: readonly DirtyOffset[];
}

export interface DirtyOffset {
  readonly offset: number;
  readonly kind: DirtKind;
}
