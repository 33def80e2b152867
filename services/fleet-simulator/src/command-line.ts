import { loadConfig, parseConfig, type Problem } from '@fleetlane/config';
import { StreamError } from '@fleetlane/stream';
import { EVERYDAY_DIRT, RECORD_KINDS } from '@fleetlane/telemetry';
import { type Flags, parseFlags } from './flags.ts';
import { kafkaConnection } from './kafka-settings.ts';
import { type Settings, settingsSchema } from './settings.ts';
import type { SimulationOptions } from './simulation-options.ts';

export interface Command {
  readonly simulation: SimulationOptions;
  readonly reportFile: string | undefined;
}

/** The command line as a simulation, or `help`. Throws {@link StreamError} `CONFIG_INVALID` with a line for each thing that is wrong. */
export function readCommandLine(args: readonly string[]): Command | 'help' {
  const flags = parseFlags(args);
  if (flags.help) return 'help';
  const fromFile = flags.config === undefined ? undefined : loadConfig(settingsSchema, flags.config);
  const fromFlags = checkFlags(flags.settings);
  const settings = merge(fromFile, fromFlags);
  const contradictions = contradictionsIn(settings);
  if (contradictions.length > 0) throw new StreamError('CONFIG_INVALID', contradictions.map(({ path, message }) => `${path.join('.')} ${message}`).join('\n'));
  return { simulation: toSimulation(settings), reportFile: settings.report };
}

/** Flags pass the same checks as the file does, by being a file of one line. */
function checkFlags(settings: Flags['settings']): Settings {
  try {
    return parseConfig(settingsSchema, { text: JSON.stringify(settings), fileName: 'flags', env: {} });
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    throw new StreamError('CONFIG_INVALID', error.message.replaceAll(/^flags:1 /gm, 'command line: '), { cause: error });
  }
}

function merge(file: Settings | undefined, flags: Settings): Settings {
  if (file === undefined) return flags;
  return {
    ...file,
    ...flags,
    kafka: { ...file.kafka, ...(flags.kafka.brokers && { brokers: flags.kafka.brokers }) },
    topics: { ...file.topics, ...flags.topics },
    dirt: { ...file.dirt, ...flags.dirt },
  };
}

function contradictionsIn(settings: Settings): Problem[] {
  const problems: Problem[] = [];
  const complain = (field: string, message: string): void => void problems.push({ path: [field], message });
  if (settings.kafka.brokers === undefined) complain('kafka.brokers', 'is missing; give --brokers host:port, or kafka.brokers in the file of --config');
  if (settings.live && settings.startTime !== undefined) complain('startTime', 'has no meaning together with live, which takes the time of sending');
  if (settings.csv !== undefined) {
    for (const field of ['kinds', 'vehicles', 'seed', 'startTime', 'live'] as const) if (settings[field] !== undefined) complain(field, 'has no meaning together with csv, whose rows say all that');
    if (settings.dirt?.share) complain('dirt.share', 'has no meaning together with csv, whose rows are sent as they are');
  }
  if (settings.dirt?.kinds !== undefined && !settings.dirt.share) complain('dirt.kinds', 'has no effect while dirt.share (--dirty) is 0; give a share, for example 0.01');
  for (const kind of Object.keys(settings.topics ?? {})) {
    if (!(settings.kinds ?? [RECORD_KINDS[0]]).some((sent) => sent === kind)) complain(`topics.${kind}`, `is never written to; add ${kind} to kinds`);
  }
  return problems;
}

function toSimulation(settings: Settings): SimulationOptions {
  const { kafka, kinds, topics, rate, count, duration, vehicles, seed, dirt, csv, compression, startTime, live, createTopics, partitions, replicationFactor } = settings;
  return {
    connection: kafkaConnection(kafka, kafka.brokers!),
    ...(kinds && { kinds }),
    ...(topics && { topics: topics as NonNullable<SimulationOptions['topics']> }),
    ...(rate !== undefined && { ratePerSecond: rate }),
    ...(count !== undefined && { count }),
    ...(duration !== undefined && { durationMs: duration }),
    ...(vehicles !== undefined && { vehicles }),
    ...(seed !== undefined && { seed }),
    ...(dirt?.share && { dirt: { share: dirt.share, kinds: dirt.kinds ?? EVERYDAY_DIRT } }),
    ...(csv !== undefined && { csvFile: csv }),
    ...(compression && { compression }),
    ...(startTime !== undefined && { startTimeMs: Date.parse(startTime) }),
    ...(live !== undefined && { live }),
    ...(createTopics && { createTopics: { partitions: partitions ?? 6, replicationFactor: replicationFactor ?? 1 } }),
  };
}
