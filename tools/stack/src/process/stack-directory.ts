import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessIdentity } from './process-identity.ts';
import { identify, isSameProcess, ownIdentity } from './process-identity.ts';

const OWNER_FILE = 'owner.json';

interface Owner {
  readonly owner: ProcessIdentity;
  readonly keepData: boolean;
  readonly processes: readonly ProcessIdentity[];
}

/** One stack's directory; it says who owns it and which processes run for it. */
export interface StackDirectory {
  readonly path: string;
  record(pids: readonly number[]): void;
  remove(): void;
}

/** Where stacks live unless told otherwise. Not below the home directory: OpenSearch runs as another user when we are root. */
export function stacksRoot(): string {
  return process.env['FLEETLANE_STACK_DIR'] || join(tmpdir(), `fleetlane-stack-${process.getuid?.() ?? 0}`);
}

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(join(path, OWNER_FILE), 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/** Kills the group of every process that is still the one written down. */
export function killRecorded(processes: readonly ProcessIdentity[]): void {
  for (const { pid } of processes.filter(isSameProcess)) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/**
 * Removes what owners left behind that were killed: their processes, should the guard have failed, and their data, unless
 * it was to be kept. Directories of living owners are not touched. Returns the paths removed.
 */
export function reapStacks(root = stacksRoot()): string[] {
  if (!existsSync(root)) return [];
  const removed: string[] = [];
  for (const name of readdirSync(root)) {
    const path = join(root, name);
    const owner = readOwner(path);
    if (owner === undefined || isSameProcess(owner.owner)) continue;
    killRecorded(owner.processes);
    if (owner.keepData) continue;
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    removed.push(path);
  }
  return removed;
}

/** Makes and claims a directory: `dir`, which must be empty or new, or one of its own below `stacksRoot()`. */
export function createStackDirectory(options: { dir?: string; keepData?: boolean }): StackDirectory {
  const root = stacksRoot();
  mkdirSync(options.dir ?? root, { recursive: true, mode: 0o755 });
  // The name is easy to guess and the place open to all: what another user made there is not to be trusted.
  if (options.dir === undefined && statSync(root).uid !== process.getuid?.()) throw new Error(`${root} belongs to another user. Set FLEETLANE_STACK_DIR to a directory of your own.`);
  const path = options.dir ?? mkdtempSync(join(root, 'stack-'));
  if (options.dir !== undefined && readdirSync(path).length > 0) throw new Error(`${path} is not empty; a stack makes its data anew. Name another directory or empty it.`);
  // A directory that a test named itself is that test's to clean; the others are found by the reaper.
  const record = (pids: readonly number[]): void => {
    if (!existsSync(path)) return;
    const owner: Owner = { owner: ownIdentity(), keepData: options.keepData ?? false, processes: pids.flatMap((pid) => identify(pid) ?? []) };
    writeFileSync(join(path, OWNER_FILE), JSON.stringify(owner));
  };
  record([]);
  return {
    path,
    record,
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}
