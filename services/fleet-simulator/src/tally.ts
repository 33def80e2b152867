import { DIRT_KINDS, type DirtKind, expectedFate, type Fate, type FateOptions } from '@fleetlane/telemetry';
import type { DirtReport, DirtyOffset, PartitionReport, TopicReport } from './simulation-report.ts';

/** One acknowledged batch. */
export interface ProducedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly baseOffset: number;
  readonly records: number;
  /** Keys and values. */
  readonly bytes: number;
  /** Places in the batch. */
  readonly dirty: readonly { readonly place: number; readonly kind: DirtKind }[];
}

interface PartitionTally {
  records: number;
  firstOffset: number;
  lastOffset: number;
  readonly dirty: DirtyOffset[];
}

interface TopicTally {
  bytes: number;
  readonly dirt: Map<DirtKind, number>;
  readonly partitions: Map<number, PartitionTally>;
}

/** So many dirty records are listed one by one. */
const MAX_LISTED = 200_000;

/** Counts what was produced, and what is expected of it. */
export class Tally {
  produced = 0;
  dirtyOffsetsComplete = true;
  readonly #fates: FateOptions;
  readonly #topics = new Map<string, TopicTally>();
  #listed = 0;

  constructor(fates: FateOptions) {
    this.#fates = fates;
  }

  add({ topic: name, partition: number, baseOffset, records, bytes, dirty }: ProducedBatch): void {
    const topic = entry(this.#topics, name, () => ({ bytes: 0, dirt: new Map(), partitions: new Map() }));
    const partition = entry(topic.partitions, number, () => ({ records: 0, firstOffset: baseOffset, lastOffset: baseOffset, dirty: [] }));
    this.produced += records;
    topic.bytes += bytes;
    partition.records += records;
    partition.lastOffset = baseOffset + records - 1;
    for (const { place, kind } of dirty) {
      topic.dirt.set(kind, (topic.dirt.get(kind) ?? 0) + 1);
      if (++this.#listed <= MAX_LISTED) partition.dirty.push({ offset: baseOffset + place, kind });
      else this.dirtyOffsetsComplete = false;
    }
  }

  topics(): TopicReport[] {
    return [...this.#topics].sort(([a], [b]) => (a < b ? -1 : 1)).map(([topic, tally]) => this.#topicReport(topic, tally));
  }

  dirt(): DirtReport[] {
    const total = new Map<DirtKind, number>();
    for (const { dirt } of this.#topics.values()) for (const [kind, records] of dirt) total.set(kind, (total.get(kind) ?? 0) + records);
    return this.#dirtReports(total);
  }

  expected(): Record<Fate, number> {
    return expectedOf(this.produced, this.dirt());
  }

  #topicReport(topic: string, { bytes, dirt, partitions }: TopicTally): TopicReport {
    const reports: PartitionReport[] = [...partitions].sort(([a], [b]) => a - b).map(([partition, tally]) => ({ partition, ...tally }));
    const records = reports.reduce((sum, partition) => sum + partition.records, 0);
    const dirtReports = this.#dirtReports(dirt);
    return { topic, records, bytes, expected: expectedOf(records, dirtReports), dirt: dirtReports, partitions: reports };
  }

  #dirtReports(dirt: ReadonlyMap<DirtKind, number>): DirtReport[] {
    return DIRT_KINDS.filter((kind) => dirt.has(kind)).map((kind) => ({ kind, records: dirt.get(kind)!, expectedFate: expectedFate(kind, this.#fates) }));
  }
}

function expectedOf(records: number, dirt: readonly DirtReport[]): Record<Fate, number> {
  const deadLettered = dirt.filter((entry) => entry.expectedFate === 'dead-lettered').reduce((sum, entry) => sum + entry.records, 0);
  return { indexed: records - deadLettered, 'dead-lettered': deadLettered };
}

function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = create()));
  return value;
}
