import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessIdentity } from '../process/process-identity.ts';
import { isSameProcess } from '../process/process-identity.ts';

export const SERVER_KINDS = ['kafka', 'opensearch', 's3', 'registry'] as const;
export type ServerKind = (typeof SERVER_KINDS)[number];

/** What the background process of `up` says about itself, in .stack/state.json of the repository. */
export interface StackState {
  readonly runner: ProcessIdentity;
  readonly provider: string;
  readonly dir: string;
  /** False until every server asked for is usable. */
  readonly isComplete: boolean;
  readonly servers: readonly ServerState[];
  /** Why the background process gave up. */
  readonly failure?: string;
}

export interface ServerState {
  readonly kind: ServerKind;
  readonly pids: readonly number[];
  /** What a client needs, by name: `bootstrap`, `url`, `accessKeyId`. */
  readonly addresses: Readonly<Record<string, string>>;
}

const STATE_DIR = fileURLToPath(new URL('../../../../.stack/', import.meta.url));
const STATE_FILE = join(STATE_DIR, 'state.json');

/** What the background process printed. */
export const RUNNER_LOG = join(STATE_DIR, 'runner.log');

export function makeStateDirectory(): void {
  mkdirSync(STATE_DIR, { recursive: true });
}

export function readState(): StackState | undefined {
  try {
    return JSON.parse(readFileSync(STATE_FILE, 'utf8')) as StackState;
  } catch {
    return undefined;
  }
}

export function writeState(state: StackState): void {
  makeStateDirectory();
  writeFileSync(`${STATE_FILE}.new`, JSON.stringify(state, undefined, 2));
  renameSync(`${STATE_FILE}.new`, STATE_FILE);
}

export function removeState(): void {
  rmSync(STATE_FILE, { force: true });
}

/** The state, if its background process still runs. */
export function readLiveState(): StackState | undefined {
  const state = readState();
  return state !== undefined && isSameProcess(state.runner) ? state : undefined;
}
