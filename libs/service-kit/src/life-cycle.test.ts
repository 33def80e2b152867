import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bundleTestService, ServiceProcess } from './service-process.test-support.ts';

beforeAll(bundleTestService, 60_000);

let service: ServiceProcess | undefined;

afterEach(async () => {
  service?.signal('SIGKILL');
  await service?.end().catch(() => undefined);
  service = undefined;
});

/** Runs to its end. */
async function outcome(args: string[], config?: object): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const process = new ServiceProcess(args, config);
  const code = await process.end();
  return { code, stdout: process.stdout, stderr: process.stderr };
}

function run(config: object): ServiceProcess {
  return (service = new ServiceProcess(['run'], config));
}

function did(process: ServiceProcess): unknown[] {
  return process.lines.flatMap(({ did }) => did ?? []);
}

describe('a command', () => {
  test('version', async () => {
    expect(await outcome(['version'])).toEqual({ code: 0, stdout: `test-service 1.2.3 (Node ${process.version})\n`, stderr: '' });
  });

  test('--help', async () => {
    expect(await outcome(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: test-service [command] --config FILE') as string });
  });

  test('print-config-schema', async () => {
    const { code, stdout } = await outcome(['print-config-schema']);
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { title: 'test-service configuration', additionalProperties: false }]);
  });

  test('print-config, secrets masked', async () => {
    const { code, stdout } = await outcome(['print-config'], { password: 'hunter2' });
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { password: '***', health: { stalledAfter: 60_000 } }]);
  });

  test('check of a good world and of a bad one', async () => {
    expect(await outcome(['check'], {})).toEqual({ code: 0, stdout: '✓ The world: is there\n\nAll 1 checks passed.\n', stderr: '' });
    expect(await outcome(['check'], { probe: 'bad' })).toMatchObject({ code: 1, stdout: '✗ The world: is gone\n    Bring it back.\n\n1 of 1 checks failed.\n' });
  });

  test('that is unknown, or an option: exit code 2', async () => {
    expect(await outcome(['chekc'])).toEqual({ code: 2, stdout: '', stderr: 'test-service: there is no command chekc; did you mean check?\n' });
    expect(await outcome(['check', '--jsn'])).toMatchObject({ code: 2, stderr: 'test-service: there is no option --jsn; did you mean --json?\n' });
  });

  test('without --config: exit code 2; with a file that is not there: exit code 1', async () => {
    expect(await outcome(['run'])).toEqual({ code: 2, stdout: '', stderr: 'test-service: run needs --config FILE\n' });
    expect(await outcome(['check', '--config', 'no-such.yaml'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'test-service: the configuration is wrong\nno-such.yaml cannot be read (there is no such file); give the path with --config\n',
    });
  });

  test('with a bad configuration: exit code 1, the message, and no stack', async () => {
    const { code, stdout, stderr } = await outcome(['run'], { pasword: 'hunter2', probe: 'god' });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.replaceAll(/\S+c\.yaml/g, 'c.yaml')).toBe(
      'test-service: the configuration is wrong\nc.yaml:1 probe: "god" is not one of good, bad; did you mean good?\nc.yaml:1 pasword is no setting; did you mean password?\n',
    );
  });
});

describe('a signal', () => {
  test('drains while HTTP answers shutting_down, then closes, then ends with 0', async () => {
    const process = run({ behaviour: 'slow-drain' });
    const origin = await process.origin();
    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    process.signal('SIGTERM');
    await process.line(({ did }) => did === 'drain');
    const ready = await fetch(`${origin}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { status: 'shutting_down' }]);
    expect((await fetch(`${origin}/livez`)).status).toBe(200);
    expect((await fetch(`${origin}/metrics`)).status).toBe(200);
    expect(await process.end()).toBe(0);
    expect(did(process)).toEqual(['start', 'drain', 'close']);
    expect(process.lines.at(-1)).toMatchObject({ level: 'info', msg: 'Stopped' });
  });

  test('of the keyboard does the same, and leaves time for closing within the deadline', async () => {
    const process = run({ shutdown: { deadline: '20s' } });
    await process.origin();
    process.signal('SIGINT');
    expect(await process.end()).toBe(0);
    expect(process.lines.find(({ did }) => did === 'drain')).toMatchObject({ deadlineMs: 18_000 });
  });

  test('with records that cannot be settled is told in a warning', async () => {
    const process = run({ behaviour: 'leaves-records' });
    await process.origin();
    process.signal('SIGTERM');
    expect(await process.end()).toBe(0);
    expect(process.lines.find(({ level }) => level === 'warn')).toMatchObject({ unsettled: 7 });
  });

  test('whose drain never ends is cut off at the deadline with 1, and the log says what was left', async () => {
    const process = run({ behaviour: 'hangs-in-drain', shutdown: { deadline: '1s' } });
    await process.origin();
    process.signal('SIGTERM');
    expect(await process.end()).toBe(1);
    expect(process.lines.at(-1)).toMatchObject({ level: 'error', unsettled: 7, msg: expect.stringContaining('shutdown.deadline (1000 ms); 7 records are left') as string });
  });

  test('that comes a second time ends at once', async () => {
    const process = run({ behaviour: 'hangs-in-drain', shutdown: { deadline: '10m' } });
    await process.origin();
    process.signal('SIGTERM');
    await process.line(({ did }) => did === 'drain');
    process.signal('SIGTERM');
    expect(await process.end()).toBe(1);
  });
});

describe('a pipeline', () => {
  test('that cannot be started ends the process in good order with 1 (was killed by its own signal before it could close)', async () => {
    const process = run({ behaviour: 'cannot-start' });
    expect(await process.end()).toBe(1);
    expect(did(process)).toEqual(['start', 'drain', 'close']);
    expect(process.lines.find(({ level }) => level === 'error')).toMatchObject({ error: { message: 'the group is forbidden' } });
    expect(process.lines.some(({ msg }) => msg === 'The pipeline runs')).toBe(false);
  });

  test('that fails for good turns /livez red, and ends the process with 1 after the pause', async () => {
    const process = run({ behaviour: 'fails', health: { exitAfterFailure: '2s' } });
    expect((await fetch(`${await process.origin()}/livez`)).status).toBe(503);
    expect(await process.end()).toBe(1);
    expect(process.lines.find(({ code }) => code === 'SOURCE_FAILED')).toMatchObject({ level: 'error', runbook: 'docs/errors.md#source_failed' });
  });

  test('with a defect ends the process with 1 and the error in the log', async () => {
    const process = run({ behaviour: 'throws' });
    expect(await process.end()).toBe(1);
    expect(process.lines.at(-1)).toMatchObject({ level: 'error', error: { message: 'a defect', stack: expect.stringContaining('main.ts') as string } });
  });
});

test('an http.port that is taken is said so, with 1', async () => {
  const first = run({});
  const port = Number(new URL(await first.origin()).port);
  expect(await outcome(['run'], { http: { host: '127.0.0.1', port } })).toMatchObject({ code: 1, stderr: expect.stringContaining('another process uses http.port') as string });
});
