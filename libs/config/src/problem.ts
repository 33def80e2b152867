import type { z } from 'zod';
import { formatPath } from './format-path.ts';
import { nearest } from './nearest.ts';
import { knownKeys } from './schema-path.ts';

/** One thing that is wrong with a configuration. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  /** What is wrong and what to write instead, to be read after the field and its value. */
  readonly message: string;
  /** The message says everything about the field; its value is not to be shown before it. */
  readonly withoutValue?: boolean;
}

/** The issues of zod, in the words of someone who writes configuration and not of someone who writes schemas. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], schema: z.core.$ZodType, input: unknown): Problem[] {
  // zod measures the length of whatever has one: a text where a list is due would be "too long" as well.
  const mistyped = new Set(issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => formatPath(path)));
  return issues.filter(({ code, path }) => code === 'invalid_type' || !mistyped.has(formatPath(path))).flatMap((issue) => sentences(issue, schema, input));
}

function sentences(issue: z.core.$ZodIssue, schema: z.core.$ZodType, input: unknown): Problem[] {
  const { path } = issue;
  const own = ownMessage(issue);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(path, key, knownKeys(schema, path)), withoutValue: true }));
    case 'invalid_type':
      return [typeProblem(issue, valueAt(input, path), own)];
    case 'invalid_value':
      return [{ path, ...oneOf(issue.values.map(String), valueAt(input, path)) }];
    case 'too_small':
      return [{ path, message: own ?? tooSmall(issue) }];
    case 'too_big':
      return [{ path, message: own ?? tooBig(issue) }];
    case 'invalid_format':
      return [{ path, message: own ?? badFormat(issue) }];
    case 'invalid_key':
      return [{ path, message: `is a key that is not allowed here: ${problemsOf(issue.issues, schema, input).map(({ message }) => message).join('; ')}`, withoutValue: true }];
    case 'invalid_union':
      return unionProblems(issue, schema, input);
    default:
      return [{ path, message: issue.message }];
  }
}

/** What the schema says itself, as against zod's general text. */
function ownMessage({ message }: z.core.$ZodIssue): string | undefined {
  return /^(Invalid|Too small|Too big)\b/.test(message) ? undefined : message;
}

function typeProblem(issue: z.core.$ZodIssueInvalidType, value: unknown, own: string | undefined): Problem {
  const { path } = issue;
  const wanted = TYPE_NAMES[issue.expected];
  if (value === undefined) return { path, message: `is missing; it is required${wanted ? ` (${wanted})` : ''}`, withoutValue: true };
  if (value === null) return { path, message: 'is empty; write a value, or remove the line', withoutValue: true };
  return { path, message: own ?? `is not ${wanted ?? issue.expected}; ${EXAMPLES[issue.expected] ?? `write ${wanted ?? issue.expected}`}` };
}

function unionProblems(issue: z.core.$ZodIssueInvalidUnion, schema: z.core.$ZodType, input: unknown): Problem[] {
  if (issue.discriminator !== undefined) {
    const path = issue.path.at(-1) === issue.discriminator ? issue.path : [...issue.path, issue.discriminator];
    const known = ((issue as { options?: readonly unknown[] }).options ?? []).map(String);
    const given = valueAt(input, path);
    if (given === undefined) return [{ path, message: `is missing; write one of ${known.join(', ')}`, withoutValue: true }];
    return [{ path, ...oneOf(known, given) }];
  }
  // The alternative that fits best is the one whose complaints lie deepest; among those, the one with the fewest.
  const depth = (errors: readonly z.core.$ZodIssue[]): number => Math.max(0, ...errors.map(({ path }) => path.length));
  const closest = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
  return problemsOf(closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })), schema, input);
}

function unknownKey(path: readonly PropertyKey[], key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return meant ? `is no setting; did you mean ${formatPath([...path, meant])}?` : `is no setting; known here: ${[...known].sort().join(', ')}`;
}

function oneOf(known: readonly string[], given: unknown): Pick<Problem, 'message' | 'withoutValue'> {
  if (given === null) return { message: `is empty; write one of ${known.join(', ')}`, withoutValue: true };
  const meant = typeof given === 'string' ? nearest(given, known) : undefined;
  return { message: meant ? `is not one of ${known.join(', ')}; did you mean ${meant}?` : `is unknown; write one of ${known.join(', ')}` };
}

function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall): string {
  if (origin === 'array') return `has too few entries; write at least ${String(minimum)}`;
  if (origin === 'string') return Number(minimum) === 1 ? 'is empty; write a value' : `is too short; write at least ${String(minimum)} characters`;
  return `is less than ${String(minimum)}; write at least ${String(minimum)}`;
}

function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig): string {
  if (origin === 'array') return `has too many entries; write at most ${String(maximum)}`;
  if (origin === 'string') return `is too long; write at most ${String(maximum)} characters`;
  return `is more than ${String(maximum)}; write at most ${String(maximum)}`;
}

function badFormat(issue: z.core.$ZodIssueInvalidStringFormat): string {
  if (issue.format === 'datetime') return 'is no time; write for example 2026-11-20T07:00:00Z';
  return issue.pattern === undefined ? `is not a valid ${issue.format}` : `does not have the form ${issue.pattern}`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = { string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'a mapping', record: 'a mapping' };
const EXAMPLES: Readonly<Record<string, string>> = {
  string: 'put it in quotes',
  array: 'write [a, b], or one entry a line after "- "',
  object: 'write its settings below it, indented',
  record: 'write its entries below it, indented',
};

/** Follows a path through a value. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((current, key) => (current !== null && typeof current === 'object' && Object.hasOwn(current, key) ? (current as Record<PropertyKey, unknown>)[key] : undefined), value);
}
