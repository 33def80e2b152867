import { parseArgs } from 'node:util';
import { TelemetryGenerator } from '@fleetlane/telemetry';
import { simulate } from '../src/index.ts';
import { GeneratedFeed } from '../src/generated-feed.ts';
import { PartitionWriter } from '../src/partition-writer.ts';
import { partitionFor } from '@fleetlane/kafka';

/**
 * How fast records are generated, encoded, and produced into a real Kafka, and what each costs this process.
 *
 *   npm run bench -w @fleetlane/fleet-simulator -- --brokers 127.0.0.1:9092 [--records 1000000] [--compression none,lz4]
 */
const { values } = parseArgs({
  options: {
    brokers: { type: 'string' },
    records: { type: 'string', default: '1000000' },
    partitions: { type: 'string', default: '6' },
    compression: { type: 'string', default: 'none,none,lz4,zstd' },
  },
});
const records = Number(values.records);
const partitions = Number(values.partitions);
const VEHICLES = 10_000;

/** Runs and prints one line: what, records a second, CPU-seconds per million records. */
async function measure(title: string, work: () => Promise<number> | number): Promise<void> {
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  const done = await work();
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const rate = Math.round(done / seconds).toLocaleString('en');
  process.stdout.write(`${title.padEnd(28)}${rate.padStart(10)} records/s${((user + system) / done).toFixed(2).padStart(8)} CPU-s/M${String(Math.round(process.memoryUsage.rss() / 1e6)).padStart(6)} MB RSS\n`);
}

function generate(): number {
  const generator = new TelemetryGenerator({ seed: 1, vehicles: VEHICLES });
  const target = Buffer.alloc(generator.maxValueBytes);
  for (let i = 0; i < records; i++) generator.next(target, 0);
  return records;
}

async function generateAndEncode(): Promise<number> {
  const feed = new GeneratedFeed({ seed: 1, vehicles: VEHICLES });
  const options = { compression: 'none', batchBytes: 480 * 1024, producer: { producerId: 1n, producerEpoch: 0 }, send: async () => 0, onProduced() {}, onFailed() {} } as const;
  const writers = Array.from({ length: partitions }, (_, partition) => new PartitionWriter('bench', partition, options));
  for (let i = 0; i < records; i++) {
    feed.next();
    const writer = writers[partitionFor(feed.key, partitions)]!;
    writer.add(feed, 0);
    if (!writer.isFull) continue;
    writer.flush();
    await writer.sending;
  }
  return records;
}

async function produce(compression: string): Promise<number> {
  const { produced, error } = await simulate({
    connection: { brokers: values.brokers!.split(','), clientId: 'fleet-simulator-bench', connectionTimeoutMs: 5_000, requestTimeoutMs: 30_000 },
    count: records,
    vehicles: VEHICLES,
    compression: compression as 'none',
    topics: { 'vehicle-telemetry': `bench-${compression}` },
    createTopics: { partitions, replicationFactor: 1 },
  });
  if (error !== undefined) throw new Error(error);
  return produced;
}

for (let run = 0; run < 2; run++) await measure('generate', generate);
await measure('generate and encode', generateAndEncode);
if (values.brokers === undefined) process.stdout.write('No --brokers: nothing was produced.\n');
else for (const compression of values.compression.split(',')) await measure(`produce, ${compression}`, () => produce(compression));
