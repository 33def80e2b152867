import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WORKSPACE = join(import.meta.dirname, '..', '..', '..');
const TEST_SERVICE = join(WORKSPACE, 'libs', 'service-kit', 'test-service');
const BUNDLE = join(TEST_SERVICE, 'dist', 'bundle', 'main.mjs');
const TIMEOUT_MS = 15_000;

/** With the bundler of the real services: Node runs TypeScript, but no decorators. */
export function bundleTestService(): void {
  execFileSync(process.execPath, [join(WORKSPACE, 'tools', 'bundle', 'bundle.mjs'), TEST_SERVICE], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The test service in a process of its own. */
export class ServiceProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #directory: string;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], config?: object) {
    this.#directory = mkdtempSync(join(tmpdir(), 'fleetlane-service-'));
    const file = join(this.#directory, 'c.yaml');
    if (config) writeFileSync(file, JSON.stringify({ http: { host: '127.0.0.1', port: 0 }, ...config }));
    this.#child = spawn(process.execPath, ['--enable-source-maps', BUNDLE, ...args, ...(config ? ['--config', file] : [])], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#ended = once(this.#child, 'close');
  }

  /** The exit code, or the signal by which it was ended; killed when that takes too long. */
  async end(): Promise<number | NodeJS.Signals | null> {
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), TIMEOUT_MS);
    await this.#ended;
    clearTimeout(killer);
    rmSync(this.#directory, { recursive: true });
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Lines written so far: of the log by `msg`, and what the pipeline did by `did`. */
  get lines(): readonly Record<string, unknown>[] {
    return this.stdout.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** The first line that fits, once it is written. */
  async line(fits: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    const deadline = Date.now() + TIMEOUT_MS;
    for (;;) {
      const found = this.lines.find(fits);
      if (found) return found;
      if (Date.now() > deadline || this.#child.exitCode !== null) throw new Error(`no such line in:\n${this.stdout}${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until HTTP is served, and gives its address. */
  async origin(): Promise<string> {
    const { port } = await this.line((line) => typeof line['port'] === 'number');
    return `http://127.0.0.1:${String(port)}`;
  }
}
