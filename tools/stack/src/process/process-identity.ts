import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process, safe against its number being given to another later. `startedAt` is opaque: compare it, do not read it. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

function startedAtOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : fields[18];
  } catch {
    return undefined;
  }
}

/** Undefined when no such process runs (a zombie does not). */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = startedAtOf(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

let own: ProcessIdentity | undefined;

export function ownIdentity(): ProcessIdentity {
  own ??= identify(process.pid) ?? { pid: process.pid, startedAt: 'unknown' };
  return own;
}

/** Whether the very process that was written down still runs. */
export function isSameProcess(written: ProcessIdentity): boolean {
  return startedAtOf(written.pid) === written.startedAt;
}
