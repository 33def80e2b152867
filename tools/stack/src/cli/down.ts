import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcess } from '../process/process-identity.ts';
import { reapStacks } from '../process/stack-directory.ts';
import { readLiveState, removeState } from './state.ts';

const POLL_MS = 50;
const PATIENCE_MS = 20_000;

/** Ends the background process, and with it every server; then cleans up after any that was killed. Down already is success. */
export async function down(): Promise<number> {
  const state = readLiveState();
  if (state !== undefined) {
    process.kill(state.runner.pid, 'SIGTERM');
    const deadline = performance.now() + PATIENCE_MS;
    while (isSameProcess(state.runner) && performance.now() < deadline) await sleep(POLL_MS);
    // The guards end the servers with it.
    if (isSameProcess(state.runner)) process.kill(state.runner.pid, 'SIGKILL');
  }
  removeState();
  for (const path of reapStacks()) console.log(`removed ${path}, left behind by a run that was killed`);
  console.log(state === undefined ? 'Nothing was up.' : `Stopped ${state.servers.map(({ kind }) => kind).join(', ') || 'the stack'}; its data is gone.`);
  return 0;
}
