import { decodeRecordSet, encodeRecordBatch } from '@fleetlane/kafka';
import { BulkBody, RouteTable } from '@fleetlane/opensearch';
import type { PartitionLease } from '@fleetlane/stream';
import { TelemetryGenerator } from '@fleetlane/telemetry';

export interface MicroResult {
  readonly name: string;
  readonly cpuSecondsPerMillion: number;
}

const RECORDS = 100_000;
const BATCH = 500;
const ROUNDS = 5;

/** Work on records without any server: what the sink does to one, beside what `JSON.parse` alone would cost. */
export function microBenchmarks(): MicroResult[] {
  const records = [...new TelemetryGenerator({ seed: 1 }).generate(RECORDS)].map(({ key, value, timestampMs }) => ({ key, value: value!, timestampMs }));
  const batches: Buffer[] = [];
  for (let i = 0; i < records.length; i += BATCH) batches.push(encodeRecordBatch(records.slice(i, i + BATCH)));
  const lease: PartitionLease = { topic: 'vehicle-telemetry', partition: 0, revoked: new AbortController().signal, pause() {}, resume() {}, commit: async () => 'committed' };
  const route = (suffix: 'none' | 'day') => new RouteTable([{ topics: [lease.topic], pattern: undefined, index: 'telemetry', suffix, suffixFrom: 'event-time', eventTimeField: 'event_time', onTombstone: 'dead-letter' }]).of(lease.topic)!;
  const body = new BulkBody();
  const decode = (batch: Buffer) => decodeRecordSet(batch, { lease, fetchOffset: 0, isolationLevel: 'read_committed' }).records;
  const assemble = (suffix: 'none' | 'day') => {
    const target = route(suffix);
    return () => {
      for (const batch of batches) {
        body.reset();
        for (const record of decode(batch)) body.add(record, target.indexOf(record) as string);
      }
    };
  };
  const candidates: [string, () => void][] = [
    ['JSON.parse of the same records', () => { for (const { value } of records) JSON.parse(value.toString()); }],
    ['decode (CRC checked)', () => { for (const batch of batches) decode(batch); }],
    ['decode + assemble', assemble('none')],
    ['decode + event time + assemble', assemble('day')],
  ];
  const times = new Map<string, number[]>(candidates.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of candidates) {
      const before = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(before);
      times.get(name)!.push((user + system) / RECORDS);
    }
  }
  return [...times].map(([name, list]) => ({ name, cpuSecondsPerMillion: median(list) }));
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
