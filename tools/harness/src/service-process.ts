import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The bundled service, as its image holds it; `npm run build` makes it. */
export function serviceBundle(name: 'opensearch-sink'): string {
  return join(import.meta.dirname, '..', '..', '..', 'services', name, 'dist', 'bundle', 'main.mjs');
}

/** The real service in a process of its own, so that it can be killed. */
export class ServiceProcess {
  readonly #child: ChildProcess;
  readonly #log: Record<string, unknown>[] = [];
  #port: number | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts the bundled service with this configuration (YAML is a superset of JSON) and waits until its HTTP port answers. */
  static async start(config: object, directory: string, env: Record<string, string> = {}): Promise<ServiceProcess> {
    const file = join(directory, `service-${Date.now()}-${Math.random().toString(36).slice(2)}.yaml`);
    writeFileSync(file, JSON.stringify(config));
    const child = spawn(process.execPath, [serviceBundle('opensearch-sink'), '--config', file], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    const service = new ServiceProcess(child);
    service.#readLog();
    await service.until('the HTTP port is open', () => service.#port !== undefined, 20_000);
    return service;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Base address of its HTTP endpoints. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get log(): readonly Record<string, unknown>[] {
    return this.#log;
  }

  get exited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async get(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${this.url}${path}`);
    return { status: response.status, text: await response.text() };
  }

  async json<T>(path: string): Promise<T> {
    return JSON.parse((await this.get(path)).text) as T;
  }

  /** Waits for a condition, and fails with what the service logged last. */
  async until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      if (await holds().valueOf()) return;
      if (this.exited || Date.now() > deadline) {
        const lines = this.#log.slice(-15).map((line) => JSON.stringify(line)).join('\n');
        throw new Error(`${this.exited ? `the service exited (${this.#child.exitCode ?? this.#child.signalCode})` : `not within ${timeoutMs} ms`}: ${what}\n${lines}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** SIGTERM, as Kubernetes does; resolves with the exit code. */
  async stop(): Promise<number | null> {
    if (!this.exited) {
      this.#child.kill('SIGTERM');
      await once(this.#child, 'exit');
    }
    return this.#child.exitCode;
  }

  async kill(): Promise<void> {
    if (this.exited) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  #readLog(): void {
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      createInterface({ input: stream }).on('line', (text) => {
        let line: Record<string, unknown>;
        try {
          line = JSON.parse(text) as Record<string, unknown>;
        } catch {
          line = { msg: text };
        }
        this.#log.push(line);
        if (typeof line['port'] === 'number') this.#port = line['port'];
      });
    }
  }
}
