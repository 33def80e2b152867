import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SpawnPlan } from './guarded-spawn.ts';
import { spawnGuarded } from './guarded-spawn.ts';

const READY_TIMEOUT_MS = 120_000;
const READY_POLL_MS = 100;
const STOP_TIMEOUT_MS = 30_000;
const LOG_TAIL_BYTES = 4_000;

export interface ServerProcessPlan extends SpawnPlan {
  /** As in messages: `kafka node 2`. */
  readonly label: string;
  /** Asks the server itself whether it can be used. May throw instead of saying no. */
  readonly isReady: () => Promise<boolean>;
  /** Told after every start and end, so that the pids on disk are those that run. */
  readonly onChange?: () => void;
}

async function tailOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - LOG_TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** One operating system process that can be stopped, killed, paused and started again with the same command line. */
export class ServerProcess {
  readonly #plan: ServerProcessPlan;
  #child: ChildProcess | undefined;

  constructor(plan: ServerProcessPlan) {
    this.#plan = plan;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the server says it is usable. Does nothing while it runs. */
  async start(): Promise<void> {
    if (this.#child !== undefined) return;
    const child = spawnGuarded(this.#plan);
    this.#child = child;
    child.once('error', () => this.#forget(child));
    child.once('exit', () => this.#forget(child));
    this.#plan.onChange?.();
    await this.#untilReady(child);
    // A forgotten close() must not keep the owner alive: it may end, and the guard ends the server with it.
    child.unref();
    (child.stdin as Socket | null)?.unref();
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#signal('SIGCONT');
    this.#signal('SIGTERM');
    const gone = this.#gone(child);
    const timeout = setTimeout(() => this.#signal('SIGKILL'), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(timeout);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#signal('SIGKILL');
    await this.#gone(child);
  }

  pause(): void {
    this.#signal('SIGSTOP');
  }

  resume(): void {
    this.#signal('SIGCONT');
  }

  /** For the exit handler of the owner, which may not wait. */
  killNow(): void {
    if (this.#child !== undefined) this.#signal('SIGKILL');
  }

  /** Only the server is signalled, not its group: a stopped guard could guard nothing. */
  #signal(signal: NodeJS.Signals): void {
    if (this.#child === undefined) throw new Error(`${this.#plan.label} does not run, so it cannot be sent ${signal}`);
    this.#child.kill(signal);
  }

  async #gone(child: ChildProcess): Promise<void> {
    child.ref();
    if (this.#child === child) await once(child, 'exit');
  }

  #forget(child: ChildProcess): void {
    child.stdin?.destroy();
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#plan.onChange?.();
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const { label, logFile, isReady } = this.#plan;
    const deadline = performance.now() + READY_TIMEOUT_MS;
    while (performance.now() < deadline) {
      if (this.#child !== child) throw new Error(`${label} ended while starting. The end of ${logFile}:\n${await tailOf(logFile)}`);
      if (await isReady().catch(() => false)) return;
      await sleep(READY_POLL_MS);
    }
    const tail = await tailOf(logFile);
    await this.kill();
    throw new Error(`${label} was not usable after ${READY_TIMEOUT_MS / 1000} s. The end of ${logFile}:\n${tail}`);
  }
}
