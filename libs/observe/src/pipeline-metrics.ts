import type { ErrorCode, PipelineObserver, PipelineStatus, StreamRecord } from '@fleetlane/stream';
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { BatchHistogram } from './batch-histogram.ts';
import { METRICS, type MetricName } from './metric-catalogue.ts';

export interface PipelineMetricsOptions {
  readonly service: string;
  readonly version: string;
  readonly pipeline: string;
  /** Kind of destination, as the `sink` label. */
  readonly sink: string;
}

const LATENCY_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60, 300, 900, 3600];
const DURATION_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const BATCH_RECORDS = [1, 10, 100, 500, 1_000, 2_500, 5_000, 10_000, 25_000];
const BATCH_BYTES = [1e3, 1e4, 1e5, 5e5, 1e6, 2.5e6, 5e6, 1e7, 2.5e7];

/** The metrics of one pipeline: counted while it works, and read from its status when somebody scrapes. */
export class PipelineMetrics implements PipelineObserver {
  readonly #registry = new Registry();
  readonly #sink: string;
  readonly #received = this.#counter('fleetlane_records_received_total');
  readonly #bytesReceived = this.#counter('fleetlane_bytes_received_total');
  readonly #delivered = this.#counter('fleetlane_records_delivered_total');
  readonly #bytesDelivered = this.#counter('fleetlane_bytes_delivered_total');
  readonly #deadLettered = this.#counter('fleetlane_records_dead_lettered_total');
  readonly #dropped = this.#counter('fleetlane_records_dropped_total');
  readonly #returned = this.#counter('fleetlane_records_returned_total');
  readonly #attempts = this.#counter('fleetlane_write_attempts_total');
  readonly #commits = this.#counter('fleetlane_commits_total');
  readonly #latency = new BatchHistogram('fleetlane_delivery_latency_seconds', LATENCY_SECONDS, this.#registry);
  readonly #duration = new BatchHistogram('fleetlane_write_duration_seconds', DURATION_SECONDS, this.#registry);
  readonly #batchRecords = new BatchHistogram('fleetlane_batch_records', BATCH_RECORDS, this.#registry);
  readonly #batchBytes = new BatchHistogram('fleetlane_batch_bytes', BATCH_BYTES, this.#registry);

  constructor({ service, version, pipeline, sink }: PipelineMetricsOptions) {
    this.#sink = sink;
    this.#registry.setDefaultLabels({ service, pipeline });
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge('fleetlane_build_info', (gauge) => gauge.set({ version, node: process.version }, 1));
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** What /metrics answers. */
  scrape(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Adds the gauges that are read from the pipeline when scraped; a partition that went away is not shown any more. */
  watch(status: () => PipelineStatus, isReady: () => boolean): void {
    this.#gauge('fleetlane_consumer_lag_records', (gauge) => {
      for (const { topic, partition, lagRecords } of status().partitions) if (lagRecords !== undefined) gauge.set({ topic, partition }, lagRecords);
    });
    this.#gauge('fleetlane_oldest_undelivered_age_seconds', (gauge) => {
      for (const { topic, partition, lagSeconds } of status().partitions) if (lagSeconds !== undefined) gauge.set({ topic, partition }, lagSeconds);
    });
    this.#gauge('fleetlane_paused', (gauge) => {
      const { partitions } = status();
      for (const reason of ['backpressure', 'halted']) gauge.set({ reason }, partitions.filter(({ pause }) => pause?.kind === reason).length);
    });
    this.#gauge('fleetlane_in_flight_records', (gauge) => gauge.set(status().ledger.inFlight));
    this.#gauge('fleetlane_in_flight_bytes', (gauge) => gauge.set(status().inFlightBytes));
    this.#gauge('fleetlane_in_flight_limit_bytes', (gauge) => gauge.set(status().inFlightLimitBytes));
    this.#gauge('fleetlane_ledger_imbalance_records', (gauge) => gauge.set(status().ledger.imbalance));
    this.#gauge('fleetlane_assigned_partitions', (gauge) => gauge.set(status().partitions.length));
    this.#gauge('fleetlane_ready', (gauge) => gauge.set(isReady() ? 1 : 0));
    const rebalances = this.#counter('fleetlane_rebalances_total', (counter) => {
      counter.reset();
      counter.inc(status().source.rebalances);
    });
    rebalances.inc(0);
  }

  received(topic: string, records: number, bytes: number): void {
    this.#received.inc({ topic }, records);
    this.#bytesReceived.inc({ topic }, bytes);
  }

  delivered(topic: string, records: readonly StreamRecord[], bytes: number, ackedAtMs: number): void {
    const labels = { topic, sink: this.#sink };
    this.#delivered.inc(labels, records.length);
    this.#bytesDelivered.inc(labels, bytes);
    this.#latency.observe(labels, records.length, (index) => Math.max(0, ackedAtMs - records[index]!.timestampMs) / 1000);
  }

  deadLettered(topic: string, code: ErrorCode, records: number): void {
    this.#deadLettered.inc({ topic, code }, records);
  }

  dropped(topic: string, code: ErrorCode, records: number, intentional: boolean): void {
    this.#dropped.inc({ topic, code, intentional: String(intentional) }, records);
  }

  returned(topic: string, records: number): void {
    this.#returned.inc({ topic }, records);
  }

  batchWritten({ records, bytes, durationMs }: { records: number; bytes: number; durationMs: number }): void {
    const labels = { sink: this.#sink };
    this.#duration.observe(labels, 1, () => durationMs / 1000);
    this.#batchRecords.observe(labels, 1, () => records);
    this.#batchBytes.observe(labels, 1, () => bytes);
  }

  writeAttempt(result: 'ok' | 'retry' | 'reject' | 'halt', code: ErrorCode | undefined, records: number): void {
    this.#attempts.inc({ sink: this.#sink, result, code: code ?? '' }, records);
  }

  committed(result: 'committed' | 'fenced' | 'failed'): void {
    this.#commits.inc({ result });
  }

  #counter(name: MetricName, collect?: (counter: Counter) => void): Counter {
    const { help, labels } = METRICS[name];
    return new Counter({ name, help, labelNames: [...labels], registers: [this.#registry], ...(collect ? { collect() { collect(this); } } : {}) });
  }

  #gauge(name: MetricName, collect: (gauge: Gauge) => void): Gauge {
    const { help, labels } = METRICS[name];
    return new Gauge({
      name, help, labelNames: [...labels], registers: [this.#registry],
      collect() {
        this.reset();
        collect(this);
      },
    });
  }
}
