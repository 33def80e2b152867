import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { simulate, type SimulationReport } from '@fleetlane/fleet-simulator';
import { KafkaAccess, serviceBundle, ServiceProcess } from '@fleetlane/harness-tool';
import { openStack, type Stack } from '@fleetlane/stack-tool';
import type { PipelineStatus } from '@fleetlane/stream';
import { EVERYDAY_DIRT } from '@fleetlane/telemetry';
import { Freshness } from './freshness.ts';
import { LiveTable, grouped, seconds, type LiveRow } from './live-table.ts';
import { prove, type Proof } from './prove.ts';
import { DEAD_LETTER_TOPIC, GROUP, INDEX, TOPIC, sinkConfig } from './sink-config.ts';

export interface DemoOptions {
  readonly ratePerSecond: number;
  readonly durationMs: number;
  readonly dirtyShare: number;
  readonly keep: boolean;
}

const PARTITIONS = 6;
const CATCH_UP_MS = 120_000;

/** Runs the demo; resolves with whether the proof held. Servers stop with the process unless they are to be kept. */
export async function runDemo(options: DemoOptions, out: NodeJS.WriteStream): Promise<boolean> {
  const say = (text: string): void => void out.write(`${text}\n`);
  buildService(say);
  const stack = await openStack();
  try {
    say('\nStarting Kafka, OpenSearch and S3 …');
    const [kafka, opensearch, s3] = await Promise.all([stack.kafka(), stack.opensearch(), stack.s3()]);
    const access = new KafkaAccess(kafka.bootstrap);
    await access.createTopic(TOPIC, PARTITIONS);
    await access.createTopic(DEAD_LETTER_TOPIC, 1);
    const sink = await ServiceProcess.start(sinkConfig(kafka, opensearch), stack.dir);
    say(`Kafka ${kafka.bootstrap.join(', ')}   OpenSearch ${opensearch.version} ${opensearch.url}   S3 ${s3.endpoint}   opensearch-sink ${sink.url}\n`);

    const { report, last, freshness } = await drive(options, access, sink, { url: opensearch.url }, out);
    say(`\nProduced ${grouped(report.produced)} records in ${seconds(report.durationMs)}, ${grouped(report.expected['dead-lettered'])} of them unfit by design. Waiting for the last commit …`);
    await untilCommitted(access, sink);
    if (!options.keep) await sink.stop();
    const proof = await prove(report, access, { url: opensearch.url });
    const held = tell(proof, report, say);
    say(`Freshness, from the event to its being found by a search: p50 ${seconds(freshness.quantileMs(0.5))}, p95 ${seconds(freshness.quantileMs(0.95))} (at ${grouped(Math.round(last.produced / (report.durationMs / 1000)))} records/s, linger 0.5 s, refresh 1 s; the first seconds of a cold OpenSearch included)`);
    await access.close();
    if (options.keep) await keep(stack, say, [`Kafka        ${kafka.bootstrap.join(', ')}`, `OpenSearch   ${opensearch.url}/${INDEX}-*/_search`, `S3           ${s3.endpoint} (${s3.accessKeyId} / ${s3.secretAccessKey})`, `Sink         ${sink.url}/pipeline`]);
    await sink.kill();
    return held;
  } finally {
    await stack.close();
  }
}

/** Nothing else has to be run first: the bundle is made when it is not there. */
function buildService(say: (text: string) => void): void {
  say(existsSync(serviceBundle('opensearch-sink')) ? 'Building opensearch-sink (cached when nothing changed) …' : 'Building opensearch-sink …');
  execFileSync('nx', ['run', '@fleetlane/opensearch-sink:build'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function drive(options: DemoOptions, access: KafkaAccess, sink: ServiceProcess, opensearch: { url: string }, out: NodeJS.WriteStream): Promise<{ report: SimulationReport; last: LiveRow; freshness: Freshness }> {
  const freshness = new Freshness(opensearch, `${INDEX}-*`);
  const table = new LiveTable(out);
  const startedAtMs = Date.now();
  let produced = 0;
  const look = async (): Promise<LiveRow> => {
    const { ledger, partitions } = await sink.json<PipelineStatus>('/pipeline');
    const lagRecords = partitions.reduce((sum, partition) => sum + (partition.lagRecords ?? 0), 0);
    return { elapsedMs: Date.now() - startedAtMs, produced, indexed: ledger.delivered, deadLettered: ledger.deadLettered, lagRecords, freshnessP50Ms: freshness.quantileMs(0.5), freshnessP95Ms: freshness.quantileMs(0.95) };
  };
  freshness.start();
  const ticker = setInterval(() => void look().then((row) => table.show(row), () => undefined), 1_000);
  const report = await simulate(
    { connection: access.connection, ratePerSecond: options.ratePerSecond, durationMs: options.durationMs, live: true, dirt: { share: options.dirtyShare, kinds: EVERYDAY_DIRT } },
    { onProgress: (progress) => (produced = progress.produced) },
  );
  clearInterval(ticker);
  await freshness.stop();
  if (report.ended !== 'completed') throw new Error(`producing failed: ${report.error ?? report.ended}`);
  const last = await look();
  table.end(last);
  return { report, last, freshness };
}

async function untilCommitted(access: KafkaAccess, sink: ServiceProcess): Promise<void> {
  const ends = await access.endOffsets(TOPIC);
  await sink.until('everything produced is committed', async () => {
    const committed = await access.committed(GROUP, TOPIC);
    return [...ends].every(([partition, end]) => end === 0 || committed.get(partition) === end);
  }, CATCH_UP_MS);
}

function tell({ produced, indexed, deadLettered, byCode, imbalance, unexpected }: Proof, report: SimulationReport, say: (text: string) => void): boolean {
  const { missing, strangers, twice } = imbalance;
  const held = missing.length + strangers.length + twice.length + unexpected === 0 && produced === report.produced;
  say('\nThe proof, by id (topic+partition+offset):');
  say(`  produced        ${grouped(produced).padStart(10)}`);
  say(`  indexed         ${grouped(indexed).padStart(10)}`);
  say(`  dead-lettered   ${grouped(deadLettered).padStart(10)}   ${[...byCode].map(([code, count]) => `${code} ${count}`).join(', ')}`);
  say(`  missing         ${grouped(missing.length).padStart(10)}   ${missing.slice(0, 5).join(' ')}`);
  say(`  twice           ${grouped(twice.length).padStart(10)}   ${twice.slice(0, 5).join(' ')}`);
  say(`  unknown         ${grouped(strangers.length).padStart(10)}   ${strangers.slice(0, 5).join(' ')}`);
  if (unexpected > 0) say(`  dead-lettered other than foreseen: ${unexpected} (expected ${report.expected['dead-lettered']})`);
  say(held ? '\nEvery record produced was indexed or dead-lettered, exactly once.' : '\nThe ledger does NOT balance.');
  return held;
}

/** Leaves everything running until Ctrl-C. */
async function keep(_stack: Stack, say: (text: string) => void, addresses: readonly string[]): Promise<void> {
  say(`\nStill running, Ctrl-C stops everything:\n${addresses.map((line) => `  ${line}`).join('\n')}`);
  await new Promise<void>((resolve) => process.once('SIGINT', resolve));
}
