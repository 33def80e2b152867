import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { EVERYDAY_DIRT } from '@fleetlane/telemetry';
import { readCommandLine } from './command-line.ts';
import { HELP } from './help.ts';

const dir = mkdtempSync(join(tmpdir(), 'fleet-simulator-'));
afterAll(() => rmSync(dir, { recursive: true }));

function file(yaml: string): string {
  const path = join(dir, 'simulation.yaml');
  writeFileSync(path, yaml);
  return path;
}
const read = (line: string) => {
  const command = readCommandLine(line.split(' '));
  if (command === 'help') throw new Error('help was not asked for');
  return command;
};

test('every flag reaches the simulation', () => {
  const { simulation, reportFile } = read(
    '--brokers a:9092,b:9093 --kinds vehicle-telemetry,vehicle-health --topic vehicle-health=h --rate 5_000 --count 100 --duration 2m --vehicles 12 --seed=-4 ' +
      '--dirty 0.25 --dirty-kinds empty,late --compression zstd --start-time 2026-11-20T07:00:00Z --create-topics --partitions 3 --report out.json',
  );
  expect(reportFile).toBe('out.json');
  expect(simulation).toMatchObject({
    connection: { brokers: ['a:9092', 'b:9093'] },
    kinds: ['vehicle-telemetry', 'vehicle-health'],
    topics: { 'vehicle-health': 'h' },
    ratePerSecond: 5_000,
    count: 100,
    durationMs: 120_000,
    vehicles: 12,
    seed: -4,
    dirt: { share: 0.25, kinds: ['empty', 'late'] },
    compression: 'zstd',
    startTimeMs: Date.UTC(2026, 10, 20, 7),
    createTopics: { partitions: 3, replicationFactor: 1 },
  });
});

test('a file gives the same, and flags win over it', () => {
  const config = file('kafka: { brokers: ["a:1"], sasl: { mechanism: scram-sha-512, username: u, password: p }, tls: {} }\nrate: 10\ndirt: { share: 0.5, kinds: [late] }\n');
  const { simulation } = read(`--config ${config} --rate 20 --dirty 0.1 --live`);
  expect(simulation).toMatchObject({ ratePerSecond: 20, live: true, dirt: { share: 0.1, kinds: ['late'] } });
  expect(simulation.connection).toMatchObject({ brokers: ['a:1'], ssl: {}, sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' } });
});

test('a share without kinds takes the everyday ones', () => {
  expect(read('--brokers a:1 --dirty 0.01').simulation.dirt).toEqual({ share: 0.01, kinds: EVERYDAY_DIRT });
});

test('a topic without a kind belongs to the only kind', () => {
  expect(read('--brokers a:1 --kinds vehicle-health --topic h').simulation.topics).toEqual({ 'vehicle-health': 'h' });
});

describe('what is wrong is named with its remedy', () => {
  test.each([
    ['--rate 5', 'kafka.brokers is missing; give --brokers host:port'],
    ['--brokers localhost', 'command line: kafka.brokers[0]: "localhost" '],
    ['--brokers a:1 --rate fast', 'command line: rate: "fast" '],
    ['--brokers a:1 --rate=-1', 'command line: rate: -1 '],
    ['--brokers a:1 --dirty 2', 'command line: dirt.share: 2 '],
    ['--brokers a:1 --dirty 0.1 --dirty-kinds tombstones', 'did you mean tombstone?'],
    ['--brokers a:1 --dirty-kinds late', 'dirt.kinds has no effect while dirt.share (--dirty) is 0'],
    ['--brokers a:1 --kinds vehicle-telemetri', 'did you mean vehicle-telemetry?'],
    ['--brokers a:1 --duration 30', 'command line: duration: "30" '],
    ['--brokers a:1 --start-time yesterday', 'startTime: "yesterday" is no time in UTC; write for example 2026-11-20T07:00:00Z'],
    ['--brokers a:1 --live --start-time 2026-11-20', 'startTime has no meaning together with live'],
    ['--brokers a:1 --csv trips.csv --seed 4', 'seed has no meaning together with csv'],
    ['--brokers a:1 --topic vehicle-health=h', 'topics.vehicle-health is never written to; add vehicle-health to kinds'],
    ['--brokers a:1 --kinds vehicle-telemetry,vehicle-health --topic t', '--topic t: several kinds are sent; write --topic kind=t'],
    ['--brokers a:1 --topic a/b', '"a/b" is no topic name'],
    ['--brokers a:1 --compression brotli', 'none, gzip, snappy, lz4, zstd'],
    ['--brokers a:1 --speed 3', "Unknown option '--speed'"],
    ['--brokers a:1 --config /no/such.yaml', '/no/such.yaml cannot be read (there is no such file)'],
  ])('%s', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });

  test('a file is named with the line', () => {
    const config = file('kafka:\n  brokers: ["a:1"]\n  tls: { caFile: /no/such.pem }\n');
    expect(() => read(`--config ${config}`)).toThrow('kafka.tls.caFile: "/no/such.pem" cannot be read (ENOENT)');
    const unknown = file('kafka:\n  brokers: ["a:1"]\nrat: 5\n');
    expect(() => read(`--config ${unknown}`)).toThrow(/simulation\.yaml:3 rat .*did you mean rate\?/);
  });
});

test('help names every flag', () => {
  expect(readCommandLine(['--help'])).toBe('help');
  for (const flag of ['brokers', 'topic', 'kinds', 'rate', 'count', 'duration', 'vehicles', 'seed', 'dirty', 'dirty-kinds', 'csv', 'compression', 'start-time', 'live', 'report', 'create-topics', 'partitions', 'replication-factor', 'config']) {
    expect(HELP).toContain(`--${flag}`);
  }
});
