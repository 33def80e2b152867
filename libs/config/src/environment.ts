import type { Problem } from './problem.ts';

const REFERENCE = /\$(\$?)\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Puts environment variables into the texts of a parsed configuration: `${NAME}`, `${NAME:-default}`; `$${NAME}` stays as it
 * is, with one `$`. Works on values and not on the YAML, so that a password with a colon or a quote cannot change its meaning.
 */
export function resolveEnvironment(value: unknown, env: Readonly<Record<string, string | undefined>>, problems: Problem[], path: readonly PropertyKey[] = []): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(REFERENCE, (whole, escaped: string, name: string, fallback: string | undefined) => {
      if (escaped) return whole.slice(1);
      const found = env[name];
      if (found !== undefined && found !== '') return found;
      if (fallback !== undefined) return fallback;
      problems.push({ path, message: `needs the environment variable ${name}, which is not set; set it, or write \${${name}:-default}`, withoutValue: true });
      return whole;
    });
  }
  if (Array.isArray(value)) return value.map((entry, index) => resolveEnvironment(entry, env, problems, [...path, index]));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolveEnvironment(entry, env, problems, [...path, key])]));
  }
  return value;
}
