import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { TelemetryGenerator, tripsCsv } from '@fleetlane/telemetry';
import { GeneratedFeed } from './generated-feed.ts';
import type { RecordFeed } from './record-feed.ts';
import { TripsFeed } from './trips-feed.ts';

const dir = mkdtempSync(join(tmpdir(), 'fleet-simulator-'));
afterAll(() => rmSync(dir, { recursive: true }));

async function drain(feed: RecordFeed): Promise<string[]> {
  const seen: string[] = [];
  while (await feed.refill()) while (feed.next()) seen.push(`${feed.topic} ${feed.key.toString()} ${feed.value?.toString()}`);
  await feed.close();
  return seen;
}

test('a generated feed gives what the generator gives', () => {
  const options = { seed: 5, vehicles: 30, dirt: { share: 0.2, kinds: ['tombstone', 'duplicate', 'oversized'] as const } };
  const feed = new GeneratedFeed(options);
  for (const { topic, key, value, dirt } of new TelemetryGenerator(options).generate(200)) {
    expect(feed.next()).toBe(true);
    expect(feed.topic).toBe(topic);
    expect(feed.key.equals(key)).toBe(true);
    expect(feed.dirt).toBe(dirt);
    expect(value === null ? feed.value === null : feed.value!.equals(value)).toBe(true);
  }
});

test('a trips feed gives each row once, in order, and ends', async () => {
  const file = join(dir, 'trips.csv');
  writeFileSync(file, [...tripsCsv(2, 1_200)].join(''));
  const seen = await drain(new TripsFeed(file, 'trips'));
  expect(seen).toHaveLength(1_200);
  expect(new Set(seen).size).toBe(1_200);
  expect(seen[21]).toMatch(/^trips VH-000001 \{"vehicle_id":"VH-000001"/);
});

test('a file that is not there is told when rows are asked for', async () => {
  await expect(drain(new TripsFeed(join(dir, 'none.csv'), 'trips'))).rejects.toThrow('ENOENT');
});
