import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import type { Logger } from '@fleetlane/stream';
import { nestLogger } from './nest-logger.ts';
import type { PipelineRunner, ServiceContext } from './pipeline-runner.ts';
import { ServiceModule } from './service.module.ts';

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly runner: PipelineRunner;
  readonly context: ServiceContext;
  readonly logger: Logger;
}

/** Serves the endpoints and runs the pipeline until a signal comes; SIGTERM and SIGINT stop it in good order, a second one at once. */
export async function serve({ host, port, runner, context, logger }: ServeOptions): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(ServiceModule.of(runner, context, logger), new FastifyAdapter({ logger: false, forceCloseConnections: true }), {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  // Before the pipeline is started: a start that fails at once ends the process by a signal.
  stopOnSignals(app, runner, context, logger);
  await app.listen(port, host);
  const address = app.getHttpServer().address() as AddressInfo;
  logger.info('Health and metrics are served', { host, port: address.port });
  return app;
}

function stopOnSignals(app: NestFastifyApplication, runner: PipelineRunner, context: ServiceContext, logger: Logger): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) {
      logger.warn(`A second ${signal}: ending at once; what is in flight is read again after the next start`);
      process.exit(1);
    }
    stopping = true;
    logger.info(`${signal}: stopping in good order`, { deadlineMs: context.shutdownDeadlineMs });
    const overdue = setTimeout(() => {
      const { inFlight } = runner.status().ledger;
      logger.error(`Stopping took longer than shutdown.deadline (${context.shutdownDeadlineMs} ms); ${inFlight} records are left, uncommitted, and are read again after the next start`, { unsettled: inFlight });
      process.exit(1);
    }, context.shutdownDeadlineMs);
    app.close().then(
      () => {
        clearTimeout(overdue);
        process.exit(process.exitCode ?? 0);
      },
      (error: unknown) => {
        logger.error('Stopping failed', { error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
