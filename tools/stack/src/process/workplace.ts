import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createProgress } from '../download/progress.ts';
import type { ProgressTarget } from '../download/progress.ts';
import { assembleHome } from '../home/assemble-home.ts';
import { readLock } from '../lock/lock-file.ts';
import type { ServerProcessPlan } from './server-process.ts';
import { ServerProcess } from './server-process.ts';
import type { StackDirectory } from './stack-directory.ts';

/** What a launcher needs from the stack it starts a server in. */
export interface Workplace {
  readonly report: (line: string) => void;
  readonly directory: StackDirectory;
  /** A new directory of this name for one server. Throws when the name is taken. */
  serverDirectory(name: string): Promise<string>;
  /** Assembled home of a server, downloaded first if need be. */
  home(name: string): Promise<string>;
  /** A process that is written down and ends with the stack. Not started yet. */
  process(plan: ServerProcessPlan): ServerProcess;
}

export function createWorkplace(directory: StackDirectory, target: ProgressTarget): Workplace & { readonly processes: readonly ServerProcess[] } {
  const processes: ServerProcess[] = [];
  const lock = readLock();
  const record = (): void => directory.record(processes.flatMap(({ pid }) => pid ?? []));
  return {
    processes,
    directory,
    report: target.line,
    async serverDirectory(name) {
      const path = join(directory.path, name);
      await mkdir(path).catch((cause: NodeJS.ErrnoException) => {
        throw cause.code === 'EEXIST' ? new Error(`This stack has a server named "${name}" already; give the second one a name`, { cause }) : cause;
      });
      return path;
    },
    home: (name) => assembleHome(lock, name, createProgress(name, target)),
    process(plan) {
      const process = new ServerProcess({ ...plan, onChange: record });
      processes.push(process);
      return process;
    },
  };
}
