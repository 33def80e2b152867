import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { identify, isSameProcess } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { reapStacks } from './stack-directory.ts';

/** Owns a `sleep` as if it were a server, says its pid and waits to be killed. The marker says that the server itself runs, no longer its shell. */
const OWNER = `
import { existsSync } from 'node:fs';
import { join } from 'node:path';
const { createStackDirectory } = await import(process.env.SOURCE + 'stack-directory.ts');
const { createWorkplace } = await import(process.env.SOURCE + 'workplace.ts');
const { onOwnerEnd } = await import(process.env.SOURCE + 'owner-end.ts');
const directory = createStackDirectory({});
const workplace = createWorkplace(directory, { line: () => undefined });
const server = workplace.process({
  label: 'sleep', command: '/bin/sh', args: ['-c', 'touch started; exec sleep 600'], cwd: directory.path, logFile: join(directory.path, 'log'),
  isReady: async () => existsSync(join(directory.path, 'started')),
});
await server.start();
onOwnerEnd(() => { server.killNow(); directory.remove(); });
if (process.env.PAUSED) server.pause();
process.stdout.write(String(server.pid)); // not console.log, which may colour a number
setInterval(() => {}, 1000);
`;

let root: string;
let owner: ChildProcess;

async function startOwner(env: Record<string, string> = {}): Promise<ProcessIdentity> {
  owner = spawn(process.execPath, ['--input-type=module', '-e', OWNER], {
    env: { ...process.env, SOURCE: fileURLToPath(new URL('.', import.meta.url)), FLEETLANE_STACK_DIR: root, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = await once(owner.stdout as NodeJS.EventEmitter, 'data') as [Buffer];
  const server = identify(Number(printed.toString()));
  if (server === undefined) throw new Error('the server does not run');
  return server;
}

async function end(signal: NodeJS.Signals): Promise<void> {
  owner.kill(signal);
  await once(owner, 'exit');
}

beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'fleetlane-owner-')); });
afterEach(() => {
  owner.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

describe('no server outlives its owner', () => {
  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('when the owner ends by %s', async (signal) => {
    const server = await startOwner();
    await end(signal);
    await vi.waitFor(() => expect(isSameProcess(server)).toBe(false));
  });

  test('when the owner is killed while the server is paused', async () => {
    const server = await startOwner({ PAUSED: '1' });
    await end('SIGKILL');
    await vi.waitFor(() => expect(isSameProcess(server)).toBe(false));
  });

  test('and the owner dies of the signal that it was sent, its data with it', async () => {
    await startOwner();
    owner.kill('SIGTERM');
    const [, signal] = await once(owner, 'exit');
    expect(signal).toBe('SIGTERM');
    expect(readdirSync(root)).toEqual([]);
  });

  test('and the next start removes the data of an owner that was killed, and of no other', async () => {
    await startOwner();
    expect(reapStacks(root)).toEqual([]);
    await end('SIGKILL');
    const [left = ''] = readdirSync(root);
    expect(reapStacks(root)).toEqual([join(root, left)]);
    expect(existsSync(join(root, left))).toBe(false);
  });
});
