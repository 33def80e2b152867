import { readFileSync } from 'node:fs';
import { StreamError } from '@fleetlane/stream';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { resolveEnvironment } from './environment.ts';
import { problemsOf, valueAt, type Problem } from './problem.ts';
import { isSecret } from './secrets.ts';

export interface ConfigText {
  readonly text: string;
  /** As it is shown in messages. */
  readonly fileName: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Rules that concern several settings at once; called only when each by itself is right. */
export type CrossChecks<Config> = (config: Config) => readonly Problem[];

/**
 * Reads a configuration. Throws {@link StreamError} `CONFIG_INVALID`, whose message has one line for each thing that is wrong:
 * file, line, field, value, and what to write instead.
 */
export function parseConfig<Schema extends z.ZodType>(schema: Schema, source: ConfigText, crossChecks: CrossChecks<z.output<Schema>> = () => []): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw invalid(document.errors.map((error) => `${source.fileName}:${lines.linePos(error.pos[0]).line} is not valid YAML: ${error.message.split('\n')[0]}`));
  }
  const raw: unknown = document.toJS();
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    throw invalid([`${source.fileName}: ${raw === null || raw === undefined ? 'is empty' : 'is not a mapping'}; a configuration is a mapping of settings, see print-config-schema`]);
  }
  const problems: Problem[] = [];
  const input = resolveEnvironment(raw, source.env ?? process.env, problems);
  const result = schema.safeParse(input, { reportInput: true });
  if (!result.success) {
    const unset = new Set(problems.map(({ path }) => path.join('.')));
    problems.push(...result.error.issues.flatMap((issue) => problemsOf(issue, schema, input)).filter(({ path }) => !unset.has(path.join('.'))));
  } else if (problems.length === 0) {
    problems.push(...crossChecks(result.data));
  }
  if (problems.length > 0) throw invalid(problems.map((problem) => describe(problem, schema, input, document, lines, source.fileName)));
  return result.data as z.output<Schema>;
}

/** {@link parseConfig} of a file; a file that cannot be read is an invalid configuration as well. */
export function loadConfig<Schema extends z.ZodType>(schema: Schema, file: string, crossChecks?: CrossChecks<z.output<Schema>>): z.output<Schema> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw invalid([`${file} cannot be read (${code === 'ENOENT' ? 'there is no such file' : code}); give the path with --config`]);
  }
  return parseConfig(schema, { text, fileName: file }, crossChecks);
}

function invalid(lines: readonly string[]): StreamError {
  return new StreamError('CONFIG_INVALID', lines.join('\n'));
}

function describe(problem: Problem, schema: z.ZodType, input: unknown, document: Document, lines: LineCounter, fileName: string): string {
  const { path, message, withoutValue } = problem;
  const line = lineOf(path, document, lines);
  const value = withoutValue ? undefined : valueAt(input, path);
  const shown = value === undefined || isSecret(schema, path) ? '' : `: ${JSON.stringify(value)}`;
  return `${fileName}${line === undefined ? '' : `:${line}`} ${formatPath(path)}${shown} ${message}`;
}

/** Line of the field, or of the nearest mapping around it when it is not there. */
function lineOf(path: readonly PropertyKey[], document: Document, lines: LineCounter): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`), '') || 'the configuration';
}

