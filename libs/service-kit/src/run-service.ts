import { configJsonSchema, loadConfig, maskSecrets, type CrossChecks, type z } from '@fleetlane/config';
import { createLogger, PipelineMetrics, readiness } from '@fleetlane/observe';
import { StreamError, type Logger, type PipelineObserver, type Probe } from '@fleetlane/stream';
import { helpText, readCommandLine, UsageError } from './command-line.ts';
import type { PipelineRunner } from './pipeline-runner.ts';
import { runChecks } from './run-checks.ts';
import type { ServiceSettings } from './service-config.ts';
import { serve } from './serve.ts';

/** A service: what it is called, what it takes, and how its pipeline is made. The rest is the same for all. */
export interface ServiceDefinition<Schema extends z.ZodType<ServiceSettings>> {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Kind of destination, in metrics. */
  readonly sink: string;
  readonly schema: Schema;
  readonly crossChecks: CrossChecks<z.output<Schema>>;
  createPipeline(config: z.output<Schema>, tools: { logger: Logger; observer: PipelineObserver }): PipelineRunner;
  probes(config: z.output<Schema>): readonly Probe[];
}

/** The whole command line of a service. Resolves with an exit code, or with undefined while the service runs. */
export async function runService<Schema extends z.ZodType<ServiceSettings>>(definition: ServiceDefinition<Schema>, args: readonly string[]): Promise<number | undefined> {
  try {
    const { command, configFile, json } = readCommandLine(args);
    const print = (text: string): void => void process.stdout.write(text);
    if (command === 'help') return print(helpText(definition.name, definition.description)), 0;
    if (command === 'version') return print(`${definition.name} ${definition.version} (Node ${process.version})\n`), 0;
    if (command === 'print-config-schema') return print(`${JSON.stringify(configJsonSchema(definition.schema, { title: `${definition.name} configuration` }), undefined, 2)}\n`), 0;
    if (configFile === undefined) throw new UsageError(`${command} needs --config FILE`);
    const config = loadConfig(definition.schema, configFile, definition.crossChecks);
    if (command === 'print-config') return print(`${JSON.stringify(maskSecrets(definition.schema, config), undefined, 2)}\n`), 0;
    if (command === 'check') return (await runChecks(definition.probes(config), { write: print, colour: process.stdout.isTTY && process.stdout.hasColors(), json })) ? 0 : 1;
    await runPipeline(definition, config);
    return undefined;
  } catch (error) {
    return complain(definition.name, error);
  }
}

async function runPipeline<Schema extends z.ZodType<ServiceSettings>>(definition: ServiceDefinition<Schema>, config: z.output<Schema>): Promise<void> {
  const { name, version, sink } = definition;
  const { pipeline, http, log, health, shutdown } = config as ServiceSettings;
  const logger = createLogger({ service: name, version, pipeline, level: log.level });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      logger.error('A defect: the process ends, and what is in flight is read again after the next start', { error });
      process.exit(1);
    });
  }
  const metrics = new PipelineMetrics({ service: name, version, pipeline, sink });
  const runner = definition.createPipeline(config, { logger, observer: metrics });
  const isReady = (): boolean => readiness(runner.status(), Date.now(), { stalledAfterMs: health.stalledAfter }).status === 'ok';
  metrics.watch(() => runner.status(), isReady);
  await serve({
    host: http.host,
    port: http.port,
    runner,
    logger,
    context: {
      name, version,
      startedAtMs: Date.now(),
      stalledAfterMs: health.stalledAfter,
      shutdownDeadlineMs: shutdown.deadline,
      exitAfterFailureMs: health.exitAfterFailure,
      scrape: () => metrics.scrape(),
      metricsContentType: metrics.contentType,
    },
  });
}

function complain(name: string, error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${name}: ${error.message}\n`);
    return 2;
  }
  if (error instanceof StreamError && error.code === 'CONFIG_INVALID') {
    process.stderr.write(`${name}: the configuration is wrong\n${error.message}\n`);
    return 1;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  const remedy = code === 'EADDRINUSE' ? '; another process uses http.port' : '';
  process.stderr.write(`${name}: ${message ?? String(error)}${remedy}\n`);
  return 1;
}
