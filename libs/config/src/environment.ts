import { z } from 'zod';
import type { Problem } from './problem.ts';
import { schemasAt } from './schema-path.ts';

const REFERENCE = /\$(\$?)\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Puts environment variables into the texts of a parsed configuration: `${NAME}`, `${NAME:-default}`; `$${NAME}` stays as it
 * is, with one `$`. Works on values and not on the YAML, so that a password with a colon or a quote cannot change its meaning.
 * Where the schema wants a number or a boolean, the text becomes one: `port: ${PORT:-8080}`. A variable that is unset or empty
 * and has no default is added to `problems`.
 */
export function resolveEnvironment(schema: z.core.$ZodType, value: unknown, env: Environment, problems: Problem[], path: readonly PropertyKey[] = []): unknown {
  if (typeof value === 'string') {
    const text = substitute(value, env, (name) => {
      problems.push({ path, message: `needs the environment variable ${name}, which is not set; set it, or write \${${name}:-default}`, withoutValue: true });
    });
    return text === value ? value : asExpected(schema, path, text);
  }
  if (Array.isArray(value)) return value.map((entry, index) => resolveEnvironment(schema, entry, env, problems, [...path, index]));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolveEnvironment(schema, entry, env, problems, [...path, key])]));
  }
  return value;
}

function substitute(text: string, env: Environment, missing: (name: string) => void): string {
  return text.replaceAll(REFERENCE, (whole, escaped: string, name: string, fallback: string | undefined) => {
    if (escaped) return whole.slice(1);
    const found = env[name];
    if (found !== undefined && found !== '') return found;
    if (fallback !== undefined) return fallback;
    missing(name);
    return whole;
  });
}

function asExpected(schema: z.core.$ZodType, path: readonly PropertyKey[], text: string): unknown {
  const expected = schemasAt(schema, path);
  if (expected.some((candidate) => candidate instanceof z.ZodNumber) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (expected.some((candidate) => candidate instanceof z.ZodBoolean) && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
