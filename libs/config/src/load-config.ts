import { readFileSync } from 'node:fs';
import { StreamError } from '@fleetlane/stream';
import type { z } from 'zod';
import { resolveEnvironment, type Environment } from './environment.ts';
import { formatPath } from './format-path.ts';
import { problemsOf, valueAt, type Problem } from './problem.ts';
import { readYamlMapping } from './read-yaml.ts';
import { isSecret, maskUrlCredentials } from './secrets.ts';

export interface ConfigText {
  readonly text: string;
  /** As it is shown in messages. */
  readonly fileName: string;
  /** Where `${NAME}` is looked up; `process.env` when absent. */
  readonly env?: Environment;
}

/** Rules that concern several settings at once; called only when each by itself is right. */
export type CrossChecks<Config> = (config: Config) => readonly Problem[];

/**
 * Reads a configuration. Throws {@link StreamError} `CONFIG_INVALID`, whose message has one line for each thing that is wrong:
 * file, line, field, value, and what to write instead. The value of a secret is never in it.
 */
export function parseConfig<Schema extends z.ZodType>(schema: Schema, source: ConfigText, crossChecks: CrossChecks<z.output<Schema>> = () => []): z.output<Schema> {
  const yaml = readYamlMapping(source.text, source.fileName);
  const problems: Problem[] = [];
  const input = resolveEnvironment(schema, yaml.value, source.env ?? process.env, problems);
  const result = schema.safeParse(input, { reportInput: true });
  if (!result.success) {
    const unset = new Set(problems.map(({ path }) => formatPath(path)));
    problems.push(...problemsOf(result.error.issues, schema, input).filter(({ path }) => !unset.has(formatPath(path))));
  } else if (problems.length === 0) {
    problems.push(...crossChecks(result.data));
  }
  if (problems.length > 0 || !result.success) {
    const lines = problems.map(({ path, message, withoutValue = false }) => {
      const line = yaml.lineOf(path);
      return `${source.fileName}${line === undefined ? '' : `:${line}`} ${formatPath(path)}${withoutValue ? '' : shown(schema, input, path)} ${message}`;
    });
    throw new StreamError('CONFIG_INVALID', lines.join('\n'));
  }
  return result.data;
}

/** {@link parseConfig} of a file; a file that cannot be read is an invalid configuration as well. */
export function loadConfig<Schema extends z.ZodType>(schema: Schema, file: string, crossChecks?: CrossChecks<z.output<Schema>>): z.output<Schema> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StreamError('CONFIG_INVALID', `${file} cannot be read (${code === 'ENOENT' ? 'there is no such file' : code}); give the path with --config`);
  }
  return parseConfig(schema, { text, fileName: file }, crossChecks);
}

const LONGEST_SHOWN = 80;

/** Single values only: a list or mapping in the wrong place may hold a secret that the schema does not know to be one. */
function shown(schema: z.ZodType, input: unknown, path: readonly PropertyKey[]): string {
  const value = valueAt(input, path);
  if (value === undefined || value === null || typeof value === 'object' || isSecret(schema, path)) return '';
  const text = JSON.stringify(typeof value === 'string' ? maskUrlCredentials(value) : value);
  return `: ${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text}`;
}
