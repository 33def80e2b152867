import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { simulate } from '@fleetlane/fleet-simulator';
import { indexedIds, KafkaAccess, request, ServiceProcess } from '@fleetlane/harness-tool';
import { openStack, type OpenSearchServer, type Stack } from '@fleetlane/stack-tool';
import type { PipelineStatus } from '@fleetlane/stream';
import { bareLoop } from './bare-loop.ts';
import { median, microBenchmarks, type MicroResult } from './micro.ts';

export interface BenchOptions {
  readonly records: number;
  readonly rounds: number;
}

interface Run {
  readonly recordsPerSecond: number;
  readonly cpuSecondsPerMillion: number;
  readonly openSearchCpuSecondsPerMillion: number;
  readonly peakRssMiB?: number;
}

const TOPIC = 'bench-telemetry';
const RECORDS_PER_BODY = 8_000;
const CONCURRENCY = 4;
const CLOCK_TICKS_PER_SECOND = 100;

/** The sink against a bare loop on the same OpenSearch, in turns; and the work on records alone. */
export async function benchOpenSearch({ records, rounds }: BenchOptions, say: (line: string) => void): Promise<object> {
  execFileSync('nx', ['run', '@fleetlane/opensearch-sink:build'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const micro = microBenchmarks();
  const stack = await openStack();
  try {
    const [kafka, opensearch] = await Promise.all([stack.kafka(), stack.opensearch()]);
    const access = new KafkaAccess(kafka.bootstrap);
    await access.createTopic(TOPIC, 6);
    await access.createTopic(`${TOPIC}.dlq`, 1);
    await request({ url: opensearch.url }, 'PUT', '/_index_template/bench', { index_patterns: ['bench-*'], template: { settings: { number_of_shards: 1, number_of_replicas: 0, refresh_interval: '30s' } } });
    say(`Producing ${records} records …`);
    const report = await simulate({ connection: access.connection, count: records, topics: { 'vehicle-telemetry': TOPIC } });
    if (report.ended !== 'completed') throw new Error(`producing failed: ${report.error ?? report.ended}`);
    await runBare(opensearch, 'bench-warm', Math.min(records, 50_000));
    const bare: Run[] = [];
    const sink: Run[] = [];
    for (let round = 1; round <= rounds; round++) {
      bare.push(await runBare(opensearch, `bench-bare-${round}`, records));
      sink.push(await runSink(stack, opensearch, access, `bench-sink-${round}`, records));
      say(`round ${round}: bare loop ${Math.round(bare.at(-1)!.recordsPerSecond)} records/s, sink ${Math.round(sink.at(-1)!.recordsPerSecond)} records/s`);
      for (const index of [`bench-bare-${round}`, `bench-sink-${round}`]) await request({ url: opensearch.url }, 'DELETE', `/${index}`);
    }
    await access.close();
    const result = { node: process.version, records, rounds, bodyRecords: RECORDS_PER_BODY, concurrency: CONCURRENCY, bare: medians(bare), sink: medians(sink), micro };
    tell(result, say);
    return result;
  } finally {
    await stack.close();
  }
}

async function runBare(opensearch: OpenSearchServer, index: string, records: number): Promise<Run> {
  const before = cpuSecondsOf(opensearch.pids[0]!);
  const result = await bareLoop({ url: opensearch.url, index, records, recordsPerBody: RECORDS_PER_BODY, concurrency: CONCURRENCY });
  return { ...result, openSearchCpuSecondsPerMillion: ((cpuSecondsOf(opensearch.pids[0]!) - before) / records) * 1e6 };
}

async function runSink(stack: Stack, opensearch: OpenSearchServer, access: KafkaAccess, index: string, records: number): Promise<Run> {
  const sink = await ServiceProcess.start(
    {
      kafka: { brokers: access.connection.brokers },
      source: { group: index },
      routes: [{ topics: [TOPIC], index, suffix: 'none' }],
      opensearch: { nodes: [opensearch.url], requestTimeout: '60s', maxInFlight: CONCURRENCY },
      flush: { bytes: '20MB', records: RECORDS_PER_BODY, linger: '1s' },
      http: { host: '127.0.0.1', port: 0 },
    },
    stack.dir,
  );
  try {
    const delivered = async (): Promise<number> => (await sink.json<PipelineStatus>('/pipeline')).ledger.received;
    await sink.until('it reads', async () => (await delivered()) > 0);
    const startedMs = performance.now();
    const [sinkCpu, openSearchCpu] = [cpuSecondsOf(sink.pid), cpuSecondsOf(opensearch.pids[0]!)];
    await sink.until('everything is delivered', async () => (await sink.json<PipelineStatus>('/pipeline')).ledger.delivered >= records, 600_000);
    const seconds = (performance.now() - startedMs) / 1000;
    const run = {
      recordsPerSecond: records / seconds,
      cpuSecondsPerMillion: ((cpuSecondsOf(sink.pid) - sinkCpu) / records) * 1e6,
      openSearchCpuSecondsPerMillion: ((cpuSecondsOf(opensearch.pids[0]!) - openSearchCpu) / records) * 1e6,
      peakRssMiB: peakRssMiB(sink.pid),
    };
    const ids = await indexedIds({ url: opensearch.url }, index);
    if (new Set(ids).size !== records) throw new Error(`the sink indexed ${new Set(ids).size} of ${records} records`);
    return run;
  } finally {
    await sink.stop();
  }
}

/** User and system time of a process, children not included (Linux). */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}

function peakRssMiB(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

function medians(runs: readonly Run[]): Run {
  const of = (read: (run: Run) => number): number => median(runs.map(read));
  return {
    recordsPerSecond: of((run) => run.recordsPerSecond),
    cpuSecondsPerMillion: of((run) => run.cpuSecondsPerMillion),
    openSearchCpuSecondsPerMillion: of((run) => run.openSearchCpuSecondsPerMillion),
    ...(runs[0]?.peakRssMiB === undefined ? {} : { peakRssMiB: Math.max(...runs.map((run) => run.peakRssMiB ?? 0)) }),
  };
}

function tell({ records, rounds, bare, sink, micro }: { records: number; rounds: number; bare: Run; sink: Run; micro: readonly MicroResult[] }, say: (line: string) => void): void {
  say(`\n${records} records of about 480 bytes, medians of ${rounds} interleaved rounds`);
  say('                    records/s   CPU-s per million   OpenSearch CPU-s per million   peak RSS');
  for (const [name, run] of [['bare loop', bare], ['opensearch-sink', sink]] as const) {
    say(`${name.padEnd(18)} ${String(Math.round(run.recordsPerSecond)).padStart(10)} ${run.cpuSecondsPerMillion.toFixed(2).padStart(19)} ${run.openSearchCpuSecondsPerMillion.toFixed(1).padStart(30)} ${run.peakRssMiB === undefined ? '' : `${Math.round(run.peakRssMiB)} MiB`.padStart(10)}`);
  }
  say(`sink / bare loop   ${(sink.recordsPerSecond / bare.recordsPerSecond).toFixed(2).padStart(10)}`);
  say('\nWork on a record alone, CPU-seconds per million');
  for (const { name, cpuSecondsPerMillion } of micro) say(`  ${name.padEnd(34)} ${cpuSecondsPerMillion.toFixed(3)}`);
}
