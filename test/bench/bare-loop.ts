import { createOpenSearchClient, BulkBody, openSearchConfig } from '@fleetlane/opensearch';
import type { PartitionLease } from '@fleetlane/stream';
import { TelemetryGenerator } from '@fleetlane/telemetry';

export interface BareOptions {
  readonly url: string;
  readonly index: string;
  readonly records: number;
  readonly recordsPerBody: number;
  readonly concurrency: number;
}

/**
 * The ceiling: bodies that were built before the clock starts, posted by the same client with the same concurrency, and the
 * answers not looked at. Resolves with records a second and CPU-seconds per million.
 */
export async function bareLoop({ url, index, records, recordsPerBody, concurrency }: BareOptions): Promise<{ recordsPerSecond: number; cpuSecondsPerMillion: number }> {
  const bodies = buildBodies(index, records, recordsPerBody);
  const client = createOpenSearchClient(openSearchConfig.parse({ nodes: [url], maxInFlight: concurrency, requestTimeout: '60s' }));
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  let next = 0;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (next < bodies.length) await client.bulk({ body: bodies[next++]! as never, filter_path: 'errors' } as never, { maxRetries: 0 });
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - startedMs) / 1000;
  await client.close();
  return { recordsPerSecond: records / seconds, cpuSecondsPerMillion: (user + system) / records };
}

function buildBodies(index: string, records: number, recordsPerBody: number): Buffer[] {
  const lease: PartitionLease = { topic: 'bare', partition: 0, revoked: new AbortController().signal, pause() {}, resume() {}, commit: async () => 'committed' };
  const builder = new BulkBody();
  const bodies: Buffer[] = [];
  let offset = 0;
  for (const { key, value, timestampMs } of new TelemetryGenerator({ seed: 1 }).generate(records)) {
    builder.add({ lease, offset: offset++, timestampMs, key, value, headers: [] }, index);
    if (builder.count === recordsPerBody || offset === records) {
      bodies.push(Buffer.from(builder.view()));
      builder.reset();
    }
  }
  return bodies;
}
