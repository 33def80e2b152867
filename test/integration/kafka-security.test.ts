import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KafkaAccess, serviceBundle } from '@fleetlane/harness-tool';
import { openStack, type KafkaServer, type Stack } from '@fleetlane/stack-tool';
import { sharedOpenSearch } from '../support/shared-stack.ts';

/** Runs the service's own `check`, which reads with the credentials under test. */
async function check(kafka: object): Promise<{ code: number; output: string }> {
  const { url } = await sharedOpenSearch();
  const file = join(mkdtempSync(join(tmpdir(), 'fleetlane-check-')), 'sink.yaml');
  writeFileSync(file, JSON.stringify({ kafka, source: { group: 'g' }, routes: [{ topics: ['secured'], index: 'secured' }], opensearch: { nodes: [url] } }));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [serviceBundle('opensearch-sink'), 'check', '--config', file]);
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, output: stdout };
  }
}

describe('a secured Kafka', () => {
  let stack: Stack;
  let kafka: KafkaServer;

  beforeAll(async () => {
    stack = await openStack({ progress: () => undefined });
    kafka = await stack.kafka({ security: 'all', name: 'secured' });
    const access = new KafkaAccess(kafka.bootstrap);
    await access.createTopic('secured', 1);
    await access.createTopic('secured.dlq', 1);
    await access.close();
  });
  afterAll(() => stack.close());

  test.each(['plain', 'scram-sha-256', 'scram-sha-512'])('SASL %s', async (mechanism) => {
    const { bootstrap, users } = kafka.sasl!;
    const { output } = await check({ brokers: bootstrap, sasl: { mechanism, ...users['app']! } });
    expect(output).toContain('All 6 checks passed');
  });

  test('SASL over TLS with the authority of the cluster', async () => {
    const { bootstrap, caFile, users } = kafka.saslTls!;
    const { output } = await check({ brokers: bootstrap, tls: { enabled: true, caFile }, sasl: { mechanism: 'scram-sha-512', ...users['app']! } });
    expect(output).toContain('All 6 checks passed');
  });

  test('TLS with a client certificate', async () => {
    const { bootstrap, caFile, clientCertFile, clientKeyFile } = kafka.tls!;
    const { output } = await check({ brokers: bootstrap, tls: { enabled: true, caFile, certFile: clientCertFile, keyFile: clientKeyFile } });
    expect(output).toContain('All 6 checks passed');
  });

  test('a wrong password is told as such, with the remedy', async () => {
    const { bootstrap, users } = kafka.sasl!;
    const { code, output } = await check({ brokers: bootstrap, sasl: { mechanism: 'scram-sha-256', username: users['app']!.username, password: 'wrong' } });
    expect(code).toBe(1);
    expect(output).toMatch(/✗ Kafka: a broker of .*uthentication failed[\s\S]*Check kafka.brokers, kafka.tls and kafka.sasl/);
  });

  test('an authority that is not trusted is no reason to go on without verification', async () => {
    const { bootstrap, users } = kafka.saslTls!;
    const { code, output } = await check({ brokers: bootstrap, tls: { enabled: true }, sasl: { mechanism: 'plain', ...users['app']! } });
    expect(code).toBe(1);
    expect(output).toMatch(/certificate/i);
  });
});
