import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openProviderName } from '../open-stack.ts';
import type { ProcessIdentity } from '../process/process-identity.ts';
import { identify, isSameProcess } from '../process/process-identity.ts';
import { fetchHomes } from './fetch-homes.ts';
import type { StackState } from './state.ts';
import { makeStateDirectory, readLiveState, readState, removeState, RUNNER_LOG } from './state.ts';
import { coloured, printAddresses } from './table.ts';
import type { UpOptions } from './up-options.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));
const POLL_MS = 150;

function spawnRunner(args: readonly string[]): ProcessIdentity | undefined {
  makeStateDirectory();
  const log = openSync(RUNNER_LOG, 'w');
  const runner = spawn(process.execPath, [CLI, 'serve', ...args], { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  runner.unref();
  return runner.pid === undefined ? undefined : identify(runner.pid);
}

/** Prints what the runner prints, until it is done or dead. */
async function follow(runner: ProcessIdentity): Promise<StackState | undefined> {
  for (let printed = 0; ;) {
    const alive = isSameProcess(runner);
    const log = readFileSync(RUNNER_LOG, 'utf8');
    process.stdout.write(log.slice(printed));
    printed = log.length;
    const state = readState();
    const isOurs = state?.runner.pid === runner.pid && state.runner.startedAt === runner.startedAt;
    if (isOurs && (state.isComplete || state.failure !== undefined)) return state;
    if (!alive) return undefined;
    await sleep(POLL_MS);
  }
}

/** Starts the servers in the background and prints where they are. `args` is the command line that `options` was read from. */
export async function up(options: UpOptions, args: readonly string[]): Promise<number> {
  const running = readLiveState();
  if (running !== undefined) {
    const missing = options.kinds.filter((kind) => !running.servers.some((server) => server.kind === kind));
    printAddresses(running);
    if (missing.length === 0) return 0;
    console.error(`Already up, without ${missing.join(' and ')}. Run "npm run stack down" first, then up with every server wanted.`);
    return 1;
  }
  removeState();
  // Here, not in the background, so that a terminal gets its bar.
  if ((await openProviderName()) === 'processes') await fetchHomes(options);
  const runner = spawnRunner(args);
  const state = runner === undefined ? undefined : await follow(runner);
  if (state?.isComplete === true) {
    console.log('');
    printAddresses(state);
    return 0;
  }
  console.error(coloured('red', 'The stack did not come up.'));
  console.error(state?.failure ?? `Its background process ended; see ${RUNNER_LOG}`);
  removeState();
  return 1;
}
