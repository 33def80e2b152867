import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from '@fleetlane/stream';
import { PIPELINE_RUNNER, SERVICE_CONTEXT, SERVICE_LOGGER, type PipelineRunner, type ServiceContext } from './pipeline-runner.ts';

/** Kept for closing connections after the drain. */
const CLOSE_RESERVE_MS = 2_000;

/**
 * Starts the pipeline once HTTP can answer probes, and stops it while HTTP still does: readiness turns red, reading ends, what
 * was read is delivered and committed, the group is left, and only then does the server close.
 */
@Injectable()
export class PipelineLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #runner: PipelineRunner;
  readonly #context: ServiceContext;
  readonly #logger: Logger;

  constructor(@Inject(PIPELINE_RUNNER) runner: PipelineRunner, @Inject(SERVICE_CONTEXT) context: ServiceContext, @Inject(SERVICE_LOGGER) logger: Logger) {
    this.#runner = runner;
    this.#context = context;
    this.#logger = logger;
  }

  onApplicationBootstrap(): void {
    this.#runner.start().then(
      () => this.#logger.info('The pipeline runs'),
      (error: unknown) => {
        this.#logger.error('The pipeline could not be started; the process ends so that it is started anew', { error });
        process.exitCode = 1;
        process.kill(process.pid, 'SIGTERM');
      },
    );
  }

  async beforeApplicationShutdown(signal?: string): Promise<void> {
    this.#logger.info('Stopping: reading has ended, what was read is being delivered', { signal });
    const { unsettled } = await this.#runner.drain(Math.max(0, this.#context.shutdownDeadlineMs - CLOSE_RESERVE_MS));
    if (unsettled > 0) {
      this.#logger.warn(`${unsettled} records could not be settled in time; they stay uncommitted and are read again after the next start`, { unsettled });
    }
    await this.#runner.close();
  }

  onApplicationShutdown(): void {
    this.#logger.info('Stopped');
  }
}
