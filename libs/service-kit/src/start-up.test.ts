import { silentLogger } from '@fleetlane/stream';
import { expect, test } from 'vitest';
import { FakeRunner } from './fake-runner.test-support.ts';
import { serve } from './serve.ts';

/** Waits for a world that is down, and is told to stop meanwhile. */
class WaitingRunner extends FakeRunner {
  override async start(): Promise<void> {
    await super.start();
    await new Promise(() => {});
  }
}

test('HTTP answers while the pipeline waits to be opened: alive, neither started nor ready, and it can be stopped', async () => {
  const runner = new WaitingRunner();
  const app = await serve({
    host: '127.0.0.1',
    port: 0,
    runner,
    logger: silentLogger,
    context: {
      name: 'sink', version: '1.2.3', startedAtMs: 0, stalledAfterMs: 60_000, shutdownDeadlineMs: 5_000, exitAfterFailureMs: 60_000,
      scrape: () => Promise.resolve(''),
      metricsContentType: 'text/plain',
    },
  });
  const origin = await app.getUrl();
  const statuses = await Promise.all(['/livez', '/startupz', '/readyz'].map(async (path) => (await fetch(`${origin}${path}`)).status));
  expect(statuses).toEqual([200, 503, 503]);
  await app.close();
  expect(runner.calls).toEqual(['start', 'drain 4000', 'close']);
});
