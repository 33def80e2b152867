import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/**
 * The guard reads from a pipe whose other end only this process holds. However this process ends, kill -9 included, the
 * kernel closes the pipe, the read returns, and the guard kills the whole group: itself and the server. It is running
 * before the server is, so there is no moment without it. `exec` keeps the server's process id that of the child.
 */
const GUARD = 'exec 3<&0 </dev/null; { read -r _ <&3; kill -KILL 0; } >/dev/null 2>&1 & exec 3<&-; exec "$@"';

export interface SpawnPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Standard output and error are appended here. */
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
  /** User and group id to become; only when running as root. */
  readonly runAs?: number;
}

/** Starts a server as the leader of a process group of its own that cannot outlive this process. */
export function spawnGuarded(plan: SpawnPlan): ChildProcess {
  const log = openSync(plan.logFile, 'a');
  try {
    return spawn('/bin/sh', ['-c', GUARD, 'guard', plan.command, ...plan.args], {
      cwd: plan.cwd,
      detached: true,
      stdio: ['pipe', log, log],
      env: { ...process.env, ...plan.env },
      ...(plan.runAs === undefined ? {} : { uid: plan.runAs, gid: plan.runAs }),
    });
  } finally {
    closeSync(log);
  }
}
