import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from '@fleetlane/stream';
import { PIPELINE_RUNNER, SERVICE_CONTEXT, SERVICE_LOGGER, type PipelineRunner, type ServiceContext } from './pipeline-runner.ts';

/** Kept for closing connections after the drain; a fifth of a short deadline. */
const CLOSE_RESERVE_MS = 2_000;
const WATCH_INTERVAL_MS = 1_000;

/**
 * Starts the pipeline once HTTP can answer probes, and stops it while HTTP still does: readiness turns red, reading ends, what
 * was read is delivered and committed, the group is left, and only then does the server close. A pipeline that has failed for
 * good ends the process, also where no Kubernetes looks at /livez.
 */
@Injectable()
export class PipelineLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #runner: PipelineRunner;
  readonly #context: ServiceContext;
  readonly #logger: Logger;
  #watch: NodeJS.Timeout | undefined;

  constructor(@Inject(PIPELINE_RUNNER) runner: PipelineRunner, @Inject(SERVICE_CONTEXT) context: ServiceContext, @Inject(SERVICE_LOGGER) logger: Logger) {
    this.#runner = runner;
    this.#context = context;
    this.#logger = logger;
  }

  onApplicationBootstrap(): void {
    this.#watch = setInterval(() => this.#lookForFailure(), WATCH_INTERVAL_MS);
    this.#runner.start().then(
      () => {
        if (this.#runner.status().state === 'running') this.#logger.info('The pipeline runs');
      },
      (error: unknown) => this.#endProcess('The pipeline could not be started; the process ends so that it is started anew', error),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#watch);
    this.#logger.info('Reading ends, what was read is being delivered');
    const { shutdownDeadlineMs } = this.#context;
    const { unsettled } = await this.#runner.drain(shutdownDeadlineMs - Math.min(CLOSE_RESERVE_MS, shutdownDeadlineMs / 5));
    if (unsettled > 0) {
      this.#logger.warn(`${unsettled} records could not be settled in time; they stay uncommitted and are read again after the next start`, { unsettled });
    }
    await this.#runner.close();
  }

  onApplicationShutdown(): void {
    this.#logger.info('Stopped');
  }

  #lookForFailure(): void {
    const { state, source } = this.#runner.status();
    if (state !== 'failed' && source.state !== 'failed') return;
    clearInterval(this.#watch);
    const { exitAfterFailureMs } = this.#context;
    this.#logger.error(`The pipeline has failed for good (${source.reason ?? 'see above'}); the process ends in ${exitAfterFailureMs / 1000} s so that it is started anew`, { code: 'SOURCE_FAILED' });
    this.#watch = setTimeout(() => this.#endProcess('The process ends because its pipeline has failed'), exitAfterFailureMs);
  }

  /** In good order, as if by a signal: what was read before is still delivered and committed. */
  #endProcess(message: string, error?: unknown): void {
    this.#logger.error(message, { error });
    process.exitCode = 1;
    process.kill(process.pid, 'SIGTERM');
  }
}
