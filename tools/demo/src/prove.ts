import type { SimulationReport } from '@fleetlane/fleet-simulator';
import { findImbalance, indexedIds, type Imbalance, type KafkaAccess, type OpenSearchAccess } from '@fleetlane/harness-tool';
import { DEAD_LETTER_TOPIC, INDEX } from './sink-config.ts';

export interface Proof {
  readonly produced: number;
  readonly indexed: number;
  readonly deadLettered: number;
  readonly byCode: ReadonlyMap<string, number>;
  readonly imbalance: Imbalance;
  /** Dead letters that the generator did not foresee, or the other way round. */
  readonly unexpected: number;
}

/** Compares, id by id, what the simulator had acknowledged with what stands in OpenSearch and in the dead-letter topic. */
export async function prove(report: SimulationReport, kafka: KafkaAccess, opensearch: OpenSearchAccess): Promise<Proof> {
  const produced: string[] = [];
  for (const { topic, partitions } of report.topics) {
    for (const { partition, firstOffset, lastOffset } of partitions) {
      for (let offset = firstOffset; offset <= lastOffset; offset++) produced.push(`${topic}+${partition}+${offset}`);
    }
  }
  const indexed = await indexedIds(opensearch, `${INDEX}-*`);
  const letters = await kafka.letters(DEAD_LETTER_TOPIC);
  const deadLettered = new Set(letters.map(({ id }) => id));
  const byCode = new Map<string, number>();
  for (const { code } of letters) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  return {
    produced: produced.length,
    indexed: indexed.length,
    deadLettered: deadLettered.size,
    byCode,
    imbalance: findImbalance({ produced, indexed, deadLettered }),
    unexpected: Math.abs(report.expected['dead-lettered'] - deadLettered.size),
  };
}
