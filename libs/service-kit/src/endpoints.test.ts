import { PipelineMetrics } from '@fleetlane/observe';
import { silentLogger } from '@fleetlane/stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FakeRunner, statusWith } from './fake-runner.test-support.ts';
import { serve } from './serve.ts';

const runner = new FakeRunner();
let app: NestFastifyApplication;
let origin: string;

beforeAll(async () => {
  const metrics = new PipelineMetrics({ service: 'sink', version: '1.2.3', pipeline: 'p', sink: 'opensearch' });
  metrics.watch(() => runner.status(), () => true);
  app = await serve({
    host: '127.0.0.1',
    port: 0,
    runner,
    logger: silentLogger,
    context: {
      name: 'sink', version: '1.2.3', startedAtMs: 0, stalledAfterMs: 60_000, shutdownDeadlineMs: 5_000, exitAfterFailureMs: 60_000,
      scrape: () => metrics.scrape(),
      metricsContentType: metrics.contentType,
    },
  });
  origin = await app.getUrl();
});

beforeEach(() => {
  runner.current = statusWith({});
});

afterAll(async () => {
  await app.close();
  expect(runner.calls).toEqual(['start', 'drain 4000', 'close']);
});

async function get(path: string): Promise<{ status: number; type: string | null; body: unknown }> {
  const response = await fetch(`${origin}${path}`);
  const text = await response.text();
  const type = response.headers.get('content-type');
  return { status: response.status, type, body: type?.startsWith('application/json') ? JSON.parse(text) : text };
}

describe('health', () => {
  test.each([
    ['/livez', statusWith({}), 200, 'ok'],
    ['/livez', statusWith({ heartbeatAtMs: Date.now() - 60_000 }), 503, 'error'],
    ['/livez', statusWith({ source: { state: 'recovering', rebalances: 1 } }), 200, 'ok'],
    ['/readyz', statusWith({}), 200, 'ok'],
    ['/readyz', statusWith({ source: { state: 'recovering', rebalances: 1 } }), 503, 'error'],
    ['/readyz', statusWith({ state: 'draining' }), 503, 'shutting_down'],
    ['/startupz', statusWith({ state: 'starting' }), 503, 'error'],
    ['/startupz', statusWith({}), 200, 'ok'],
  ])('%s of %j answers %i', async (path, status, code, verdict) => {
    runner.current = status;
    const answer = await get(path);
    expect(answer).toMatchObject({ status: code, body: { status: verdict } });
    expect((answer.body as { reasons: string[] }).reasons.length > 0).toBe(code === 503);
  });
});

test('/metrics is in the format of Prometheus', async () => {
  const { status, type, body } = await get('/metrics');
  expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  expect(body).toContain('fleetlane_in_flight_limit_bytes{service="sink",pipeline="p"} 1024\n');
});

test('/version tells what runs', async () => {
  expect((await get('/version')).body).toEqual({ service: 'sink', version: '1.2.3', node: process.version, startedAt: '1970-01-01T00:00:00.000Z' });
});

test('/pipeline is the status as it is', async () => {
  expect(await get('/pipeline')).toMatchObject({ status: 200, body: JSON.parse(JSON.stringify(runner.current)) as unknown });
});

test('an unknown path is answered in JSON', async () => {
  expect(await get('/nothing')).toMatchObject({ status: 404, body: { statusCode: 404, message: 'Cannot GET /nothing' } });
});
