import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PipelineStatus } from '@fleetlane/stream';
import { Scenario } from '../support/scenario.ts';
import { sharedSecuredOpenSearch } from '../support/shared-stack.ts';
import { serviceBundle } from '@fleetlane/harness-tool';

/** Over TLS with the cluster's own authority, as a user of it. */
async function securedRequest<T>(user: 'admin', method: string, path: string, body?: unknown): Promise<T> {
  const server = await sharedSecuredOpenSearch();
  const { username, password } = server.users![user];
  const agent = new Agent({ ca: readFileSync(server.caFile!) });
  return new Promise((resolve, reject) => {
    const sending = httpsRequest(`${server.url}${path}`, { method, agent, auth: `${username}:${password}`, headers: { 'content-type': 'application/json' } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString() || '{}') as T));
    });
    sending.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function securedConfig(user: 'writer' | 'reader') {
  const server = await sharedSecuredOpenSearch();
  const { username, password } = server.users![user];
  return {
    opensearch: { nodes: [server.url], requestTimeout: '5s', auth: { type: 'basic', username, password: '${OPENSEARCH_PASSWORD}' }, tls: { caFile: server.caFile } },
    env: { OPENSEARCH_PASSWORD: password },
  };
}

describe('a secured OpenSearch', () => {
  test('a 403 by role halts and tells, dead-letters nothing, and goes on when the right is granted', async () => {
    const scenario = await Scenario.create('forbidden', { partitions: 1 });
    try {
      const { opensearch, env } = await securedConfig('reader');
      const sink = await scenario.startSink({ opensearch }, env);
      await scenario.produce(1_000);
      await sink.until('the partition is halted', async () => (await sink.json<PipelineStatus>('/pipeline')).partitions[0]?.pause?.code === 'SINK_UNAUTHORIZED', 30_000);
      expect((await sink.get('/readyz')).status).toBe(503);
      expect((await sink.get('/readyz')).text).toContain('SINK_UNAUTHORIZED');
      expect(await scenario.deadLetterIds()).toEqual([]);
      const { roles } = await securedRequest<{ roles: string[] }>('admin', 'GET', '/_plugins/_security/authinfo');
      expect(roles).toContain('all_access');
      await securedRequest('admin', 'PUT', '/_plugins/_security/api/rolesmapping/all_access', { users: ['admin', opensearch.auth.username] });
      await scenario.untilCommitted(sink);
      await securedRequest('admin', 'PUT', '/_plugins/_security/api/rolesmapping/all_access', { users: ['admin'] });
      expect(await sink.stop()).toBe(0);
      await securedRequest('admin', 'POST', `/${scenario.index}/_refresh`);
      const { count } = await securedRequest<{ count: number }>('admin', 'GET', `/${scenario.index}/_count`);
      expect(count).toBe(1_000);
      expect(await scenario.deadLetterIds()).toEqual([]);
    } finally {
      await scenario.end();
    }
  });

  test('check passes for the role that the documentation names, and says what a lesser one lacks', async () => {
    const scenario = await Scenario.create('check', { partitions: 1 });
    const check = async (user: 'writer' | 'reader'): Promise<{ code: number; output: string }> => {
      const { opensearch, env } = await securedConfig(user);
      const file = join(tmpdir(), `fleetlane-check-${process.pid}-${user}.yaml`);
      writeFileSync(file, JSON.stringify(scenario.config({ opensearch })));
      try {
        return { code: 0, output: execFileSync(process.execPath, [serviceBundle('opensearch-sink'), 'check', '--config', file], { env: { ...process.env, ...env }, encoding: 'utf8' }) };
      } catch (error) {
        const { status, stdout } = error as { status: number; stdout: string };
        return { code: status, output: stdout };
      }
    };
    try {
      const allowed = await check('writer');
      expect(allowed.output).toContain('All 6 checks passed');
      expect(allowed.code).toBe(0);
      const refused = await check('reader');
      expect(refused.code).toBe(1);
      expect(refused.output).toMatch(/✗ OpenSearch: may write to telemetry-check[^\n]*: OpenSearch answered 403/);
    } finally {
      await scenario.end();
    }
  });
});
