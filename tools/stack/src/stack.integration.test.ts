import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createProgress } from './download/progress.ts';
import { assembleHome } from './home/assemble-home.ts';
import { openStack } from './index.ts';
import type { KafkaServer, OpenSearchServer, RegistryServer, S3Server, Stack } from './index.ts';
import { requireJava } from './java/find-java.ts';
import { listBrokers } from './kafka/kafka-probe.ts';
import { readLock } from './lock/lock-file.ts';
import { healthStatus } from './opensearch/health.ts';
import type { ProcessIdentity } from './process/process-identity.ts';
import { identify, isSameProcess } from './process/process-identity.ts';
import { reapStacks } from './process/stack-directory.ts';

const START_MS = 240_000;
const JSON_HEADERS = { 'content-type': 'application/json' };
const silent = { line: () => undefined };

/** Runs one of Kafka's own command line tools: a client that shares no code with ours. */
async function kafkaTool(mainClass: string, args: readonly string[], input = ''): Promise<string> {
  const home = await assembleHome(readLock(), 'kafka-4.3.1', createProgress('kafka', silent));
  const running = promisify(execFile)(requireJava('Kafka', { min: 17 }).path, [
    '-Xmx256m', '-XX:TieredStopAtLevel=1', '-Dlog4j2.level=OFF', '-cp', join(home, 'lib', '*'), mainClass, ...args,
  ]);
  running.child.stdin?.end(input);
  return (await running).stdout;
}

const brokersSeenBy = (address: string): Promise<number[]> => {
  const [host = '', port = ''] = address.split(':');
  return listBrokers(host, Number(port));
};

async function call(url: string, init?: RequestInit): Promise<{ status: number; body: string }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000), ...init });
  return { status: response.status, body: await response.text() };
}

let stack: Stack;
beforeAll(async () => { stack = await openStack({ provider: 'processes', progress: () => undefined }); });
afterAll(() => stack.close(), 60_000);

describe('Kafka, one node', () => {
  let kafka: KafkaServer;
  beforeAll(async () => { kafka = await stack.kafka(); }, START_MS);
  afterAll(() => kafka.stop(), 60_000);
  const bootstrap = (): string[] => ['--bootstrap-server', kafka.bootstrap.join(',')];

  test('keeps records over kill -9 and over an orderly stop, on the same port', async () => {
    await kafkaTool('org.apache.kafka.tools.TopicCommand', [...bootstrap(), '--create', '--topic', 'kept']);
    await kafkaTool('org.apache.kafka.tools.ConsoleProducer', [...bootstrap(), '--topic', 'kept'], 'one\ntwo\nthree\n');
    const [address] = kafka.bootstrap;
    await kafka.kill();
    expect(kafka.pids).toEqual([]);
    await kafka.start();
    await kafka.stop();
    await kafka.start();
    expect(kafka.bootstrap).toEqual([address]);
    expect(await kafkaTool('org.apache.kafka.tools.GetOffsetShell', [...bootstrap(), '--topic', 'kept'])).toContain('kept:0:3');
  }, START_MS);

  test('answers nothing while paused and goes on where it was', async () => {
    const [address = ''] = kafka.bootstrap;
    await kafka.pause();
    await expect(brokersSeenBy(address)).rejects.toThrow('does not answer');
    await kafka.resume();
    await vi.waitFor(async () => expect(await brokersSeenBy(address)).toEqual([1]), 20_000);
  }, START_MS);
});

describe('Kafka, three nodes with every listener', () => {
  let kafka: KafkaServer;
  beforeAll(async () => { kafka = await stack.kafka({ name: 'kafka-3', nodes: 3, security: 'all' }); }, START_MS);
  afterAll(() => kafka.stop(), 60_000);

  test('loses one node to kill -9, serves with two, and has it back', async () => {
    const [first = ''] = kafka.bootstrap;
    await kafka.kill(3);
    await vi.waitFor(async () => expect((await brokersSeenBy(first)).toSorted()).toEqual([1, 2]), 20_000);
    expect(kafka.pids).toHaveLength(2);
    await kafka.start(3);
    expect((await brokersSeenBy(first)).toSorted()).toEqual([1, 2, 3]);
    await expect(kafka.kill(4)).rejects.toThrow('kafka-3 has no node 4');
  }, START_MS);

  test('names an address of every node on every listener', () => {
    const all = [kafka.bootstrap, kafka.sasl?.bootstrap, kafka.saslTls?.bootstrap, kafka.tls?.bootstrap].map((list) => list ?? []);
    expect(all.map((list) => list.length)).toEqual([3, 3, 3, 3]);
    expect(new Set(all.flat()).size).toBe(12);
  });
});

describe('OpenSearch', () => {
  let search: OpenSearchServer;
  beforeAll(async () => { search = await stack.opensearch(); }, START_MS);
  afterAll(() => search.stop(), 60_000);

  test('keeps documents over kill -9', async () => {
    const put = await call(`${search.url}/kept/_doc/1?refresh=true`, { method: 'PUT', headers: JSON_HEADERS, body: '{"a":1}' });
    expect(put.status).toBe(201);
    await search.kill();
    await expect(call(search.url)).rejects.toThrow();
    await search.start();
    expect(JSON.parse((await call(`${search.url}/kept/_count`)).body)).toMatchObject({ count: 1 });
  }, START_MS);

  test('answers nothing while paused, and does after', async () => {
    await search.pause();
    await expect(call(search.url, { signal: AbortSignal.timeout(1_000) })).rejects.toThrow(/timeout/i);
    await search.resume();
    expect((await call(search.url)).status).toBe(200);
  }, START_MS);
});

describe('OpenSearch with the security plugin', () => {
  let search: OpenSearchServer;
  beforeAll(async () => { search = await stack.opensearch({ version: '2.19.4-secured', name: 'secured' }); }, START_MS);
  afterAll(() => search.stop(), 60_000);

  test('knows its users and no others', async () => {
    const { users, caFile, url } = search;
    expect(await healthStatus(url, caFile, users?.admin)).toBe(200);
    // Neither may read cluster health: they have what their work needs.
    expect(await healthStatus(url, caFile, users?.writer)).toBe(403);
    expect(await healthStatus(url, caFile, users?.reader)).toBe(403);
    expect(await healthStatus(url, caFile, { username: 'admin', password: 'wrong' })).toBe(401);
  }, START_MS);
});

describe('S3', () => {
  let s3: S3Server;
  beforeAll(async () => { s3 = await stack.s3(); }, START_MS);
  afterAll(() => s3.stop(), 60_000);

  test('refuses a request that nobody signed, also after kill -9 and start', async () => {
    expect(await call(s3.endpoint)).toMatchObject({ status: 403, body: expect.stringContaining('AccessDenied') });
    await s3.kill();
    await s3.start();
    expect((await call(s3.endpoint)).status).toBe(403);
  }, START_MS);
});

describe('the schema registry', () => {
  let registry: RegistryServer;
  beforeAll(async () => { registry = await stack.registry(); }, START_MS);
  afterAll(() => registry.stop(), 60_000);

  test('registers a schema and refuses one that is not compatible with it', async () => {
    const register = (type: string) => call(`${registry.url}/subjects/s-value/versions`, {
      method: 'POST', headers: JSON_HEADERS, body: JSON.stringify({ schema: `{"type":"record","name":"R","fields":[{"name":"a","type":"${type}"}]}` }),
    });
    expect((await register('string')).status).toBe(200);
    expect((await register('int')).status).toBe(409);
  }, START_MS);
});

describe('a runner that is killed', () => {
  const RUNNER = `
    const { openStack } = await import(process.env.STACK);
    const stack = await openStack({ provider: 'processes', progress: () => undefined });
    const servers = await Promise.all([stack.kafka({ nodes: 1 }), stack.s3()]);
    console.log(JSON.stringify(servers.flatMap(({ pids }) => pids)));
    setInterval(() => {}, 1000);`;

  test('with kill -9 leaves no server behind, and the next start removes its data', async () => {
    const root = mkdtempSync(join(tmpdir(), 'fleetlane-killed-'));
    const runner = spawn(process.execPath, ['--input-type=module', '-e', RUNNER], {
      env: { ...process.env, STACK: new URL('./index.ts', import.meta.url).href, FLEETLANE_STACK_DIR: root }, stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = await once(runner.stdout, 'data') as [Buffer];
    const servers = (JSON.parse(printed.toString()) as number[]).map(identify).filter((found): found is ProcessIdentity => found !== undefined);
    expect(servers).toHaveLength(2);
    runner.kill('SIGKILL');
    await once(runner, 'exit');
    await vi.waitFor(() => expect(servers.filter(isSameProcess)).toEqual([]), 5_000);
    expect(reapStacks(root)).toHaveLength(1);
    rmdirSync(root);
  }, START_MS);
});
