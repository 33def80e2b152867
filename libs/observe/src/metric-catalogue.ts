/** Every metric of Fleetlane's own. docs/metrics.md is generated from here; dashboards and alerts may name nothing else. */
export interface MetricEntry {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

/** On every metric. */
export const CONSTANT_LABELS = ['service', 'pipeline'] as const;

export const METRICS = {
  fleetlane_records_received_total: { type: 'counter', labels: ['topic'], help: 'Records read from the source.' },
  fleetlane_bytes_received_total: { type: 'counter', labels: ['topic'], help: 'Bytes of the records read, uncompressed, as held in memory.' },
  fleetlane_records_delivered_total: { type: 'counter', labels: ['topic', 'sink'], help: 'Records durable at the destination.' },
  fleetlane_bytes_delivered_total: { type: 'counter', labels: ['topic', 'sink'], help: 'Bytes of the values delivered.' },
  fleetlane_records_dead_lettered_total: { type: 'counter', labels: ['topic', 'code'], help: 'Records that stand in the dead-letter topic, by error code.' },
  fleetlane_records_dropped_total: { type: 'counter', labels: ['topic', 'code', 'intentional'], help: 'Records dropped on purpose, as the configuration says.' },
  fleetlane_records_returned_total: { type: 'counter', labels: ['topic'], help: 'Unsettled records of partitions that went to another member, which reads them again.' },
  fleetlane_write_attempts_total: { type: 'counter', labels: ['sink', 'result', 'code'], help: 'Records written, by what became of the attempt: ok, retry, reject or halt.' },
  fleetlane_delivery_latency_seconds: { type: 'histogram', labels: ['topic', 'sink'], help: 'From the timestamp of a record to its being durable at the destination.' },
  fleetlane_write_duration_seconds: { type: 'histogram', labels: ['sink'], help: 'Duration of one write of a batch.' },
  fleetlane_batch_records: { type: 'histogram', labels: ['sink'], help: 'Records in a batch written.' },
  fleetlane_batch_bytes: { type: 'histogram', labels: ['sink'], help: 'Bytes in a batch written.' },
  fleetlane_consumer_lag_records: { type: 'gauge', labels: ['topic', 'partition'], help: 'Records between the settled offset and the end of the partition. Absent while unknown.' },
  fleetlane_oldest_undelivered_age_seconds: { type: 'gauge', labels: ['topic', 'partition'], help: 'Age of the oldest record that is not settled; 0 when caught up, rising in a standstill.' },
  fleetlane_in_flight_records: { type: 'gauge', labels: [], help: 'Records read and not settled.' },
  fleetlane_in_flight_bytes: { type: 'gauge', labels: [], help: 'Bytes read and not settled: waiting, being written, retried or parked.' },
  fleetlane_in_flight_limit_bytes: { type: 'gauge', labels: [], help: 'The limit of fleetlane_in_flight_bytes.' },
  fleetlane_ledger_imbalance_records: { type: 'gauge', labels: [], help: 'received - delivered - dead-lettered - dropped - returned - in flight. Anything but 0 is a defect.' },
  fleetlane_paused: { type: 'gauge', labels: ['reason'], help: 'Partitions that are paused, by reason: backpressure or halted.' },
  fleetlane_rebalances_total: { type: 'counter', labels: [], help: 'Times that the group was joined.' },
  fleetlane_assigned_partitions: { type: 'gauge', labels: [], help: 'Partitions that this process owns.' },
  fleetlane_commits_total: { type: 'counter', labels: ['result'], help: 'Commits of one partition: committed, fenced or failed.' },
  fleetlane_ready: { type: 'gauge', labels: [], help: '1 when /readyz answers 200.' },
  fleetlane_build_info: { type: 'gauge', labels: ['version', 'node'], help: 'Always 1; the labels tell what runs.' },
} as const satisfies Record<string, MetricEntry>;

export type MetricName = keyof typeof METRICS;

const PROCESS_METRICS = 'Every metric has the labels `service` and `pipeline` besides. `process_*` and `nodejs_*` are the standard metrics of prom-client: memory, CPU, event loop delay, garbage collection.';

/** The text of docs/metrics.md below its heading. */
export function metricsReference(): string {
  const rows = Object.entries(METRICS).map(([name, { type, labels, help }]: [string, MetricEntry]) => `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`);
  return ['| metric | type | labels | meaning |', '|---|---|---|---|', ...rows, '', PROCESS_METRICS].join('\n') + '\n';
}
