import { z } from 'zod';
import { nearest } from './nearest.ts';

/** One thing that is wrong with a configuration. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  /** What is wrong and what to write instead, to be read after the field and its value. */
  readonly message: string;
  /** The message says everything about the field; its value is not to be shown before it. */
  readonly withoutValue?: boolean;
}

/** The sentence for a zod issue, in the words of someone who writes configuration and not of someone who writes schemas. */
export function problemsOf(issue: z.core.$ZodIssue, schema: z.core.$ZodType, input: unknown): Problem[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, knownKeys(schema, path)), withoutValue: true }));
    case 'invalid_type':
      if (valueAt(input, path) === undefined) return [{ path, message: `is missing; it is required${expected(issue.expected)}`, withoutValue: true }];
      return [{ path, message: issue.message.startsWith('Invalid input') ? `is not ${typeName(issue.expected)}` : issue.message }];
    case 'invalid_value':
      return [{ path, message: oneOf(issue.values.map(String), valueAt(input, path)) }];
    case 'too_small':
      return [{ path, message: issue.message.startsWith('Too small') ? tooSmall(issue) : issue.message }];
    case 'too_big':
      return [{ path, message: `is more than ${String(issue.maximum)}` }];
    case 'invalid_union':
      return unionProblems(issue, schema, input);
    default:
      return [{ path, message: issue.message }];
  }
}

function unionProblems(issue: z.core.$ZodIssueInvalidUnion, schema: z.core.$ZodType, input: unknown): Problem[] {
  const options = (issue as { options?: readonly unknown[] }).options;
  if (issue.discriminator !== undefined) {
    const path = issue.path.at(-1) === issue.discriminator ? issue.path : [...issue.path, issue.discriminator];
    const given = valueAt(input, path);
    const known = options?.map(String) ?? [];
    if (given === undefined) return [{ path, message: `is missing; write one of ${known.join(', ')}`, withoutValue: true }];
    return [{ path, message: oneOf(known, given) }];
  }
  // The alternative that comes closest is the one with the fewest complaints.
  const closest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
  return closest.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue, schema, input));
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return meant ? `is no setting; did you mean ${meant}?` : `is no setting; known here: ${[...known].sort().join(', ')}`;
}

function oneOf(known: readonly string[], given: unknown): string {
  const meant = typeof given === 'string' ? nearest(given, known) : undefined;
  return `is not one of ${known.join(', ')}${meant ? `; did you mean ${meant}?` : ''}`;
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): string {
  if (issue.origin === 'array') return `has too few entries; write at least ${String(issue.minimum)}`;
  if (issue.origin === 'string') return 'is empty';
  return `is less than ${String(issue.minimum)}`;
}

const TYPE_NAMES: Record<string, string> = { string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'a mapping', record: 'a mapping' };

function typeName(type: string): string {
  return TYPE_NAMES[type] ?? type;
}

function expected(type: string): string {
  return type in TYPE_NAMES ? ` (${typeName(type)})` : '';
}

/** Follows a path through a value. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((current, key) => (current === null || typeof current !== 'object' ? undefined : (current as Record<PropertyKey, unknown>)[key]), value);
}

/** The keys that the schema knows at a path; of every alternative where there are several. */
function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let candidates = expand(schema);
  for (const key of path) {
    candidates = candidates.flatMap((candidate) => {
      if (candidate instanceof z.ZodObject) {
        const child = (candidate.shape as Record<PropertyKey, z.core.$ZodType>)[key];
        return child ? expand(child) : [];
      }
      if (candidate instanceof z.ZodArray) return expand(candidate.element as z.core.$ZodType);
      return [];
    });
  }
  return [...new Set(candidates.flatMap((candidate) => (candidate instanceof z.ZodObject ? Object.keys(candidate.shape as object) : [])))];
}

/** Looks through optional, default, pipes and unions. */
export function expand(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable) return expand(schema.unwrap() as z.core.$ZodType);
  if (schema instanceof z.ZodPipe) return expand(schema.in as z.core.$ZodType);
  if (schema instanceof z.ZodUnion) return (schema.options as z.core.$ZodType[]).flatMap(expand);
  return [schema];
}
