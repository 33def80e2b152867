import { parseArgs, type ParseArgsConfig } from 'node:util';
import { StreamError } from '@fleetlane/stream';
import { RECORD_KINDS } from '@fleetlane/telemetry';

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  config: { type: 'string' },
  brokers: { type: 'string' },
  topic: { type: 'string', multiple: true },
  kinds: { type: 'string' },
  rate: { type: 'string' },
  count: { type: 'string' },
  duration: { type: 'string' },
  vehicles: { type: 'string' },
  seed: { type: 'string' },
  dirty: { type: 'string' },
  'dirty-kinds': { type: 'string' },
  csv: { type: 'string' },
  compression: { type: 'string' },
  'start-time': { type: 'string' },
  live: { type: 'boolean' },
  report: { type: 'string' },
  'create-topics': { type: 'boolean' },
  partitions: { type: 'string' },
  'replication-factor': { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

export interface Flags {
  readonly help: boolean;
  readonly config: string | undefined;
  /** In the shape of the configuration file, unchecked. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Throws {@link StreamError} `CONFIG_INVALID` for flags that do not exist or lack their value. */
export function parseFlags(args: readonly string[]): Flags {
  const values = read(args);
  const kinds = list(values.kinds);
  const settings = {
    kafka: present({ brokers: list(values.brokers) }),
    kinds,
    topics: values.topic && Object.fromEntries(values.topic.map((topic) => kindAndTopic(topic, kinds ?? []))),
    rate: number(values.rate),
    count: number(values.count),
    duration: values.duration,
    vehicles: number(values.vehicles),
    seed: number(values.seed),
    dirt: present({ share: number(values.dirty), kinds: list(values['dirty-kinds']) }),
    csv: values.csv,
    compression: values.compression,
    startTime: values['start-time'],
    live: values.live,
    report: values.report,
    createTopics: values['create-topics'],
    partitions: number(values.partitions),
    replicationFactor: number(values['replication-factor']),
  };
  return { help: values.help ?? false, config: values.config, settings: present(settings) ?? {} };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new StreamError('CONFIG_INVALID', `${(error as Error).message}. See --help.`, { cause: error });
  }
}

/** `name` for the only kind there is, `kind=name` otherwise. */
function kindAndTopic(topic: string, kinds: readonly string[]): [string, string] {
  const [kind, name] = topic.split('=');
  if (name !== undefined) return [kind!, name];
  if (kinds.length > 1) throw new StreamError('CONFIG_INVALID', `--topic ${topic}: several kinds are sent; write --topic kind=${topic} with one of ${kinds.join(', ')}`);
  return [kinds[0] ?? RECORD_KINDS[0], topic];
}

/** What is no number stays a text, so that the check of the settings can show it. */
function number(text: string | undefined): unknown {
  return text !== undefined && /^-?\d[\d_]*(\.\d+)?$/.test(text) ? Number(text.replaceAll('_', '')) : text;
}

function list(text: string | undefined): string[] | undefined {
  return text?.split(',').map((entry) => entry.trim());
}

function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
