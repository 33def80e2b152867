import { z } from 'zod';

/** What the schema allows at a path: one schema, or several where there are alternatives, none where it knows no such place. */
export function schemasAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType[] {
  return path.reduce<z.core.$ZodType[]>((here, key) => here.flatMap((candidate) => childrenOf(candidate, key)), expand(schema));
}

/** The keys that are known at a path; of every alternative where there are several. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  return [...new Set(schemasAt(schema, path).flatMap((candidate) => (candidate instanceof z.ZodObject ? Object.keys(candidate.shape as object) : [])))];
}

function childrenOf(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType[] {
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<PropertyKey, z.core.$ZodType>;
    return Object.hasOwn(shape, key) ? expand(shape[key]!) : [];
  }
  if (schema instanceof z.ZodArray) return expand(schema.element as z.core.$ZodType);
  if (schema instanceof z.ZodRecord) return expand(schema.valueType as z.core.$ZodType);
  return [];
}

/** Looks through optional, default, pipes and unions. */
function expand(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable) return expand(schema.unwrap() as z.core.$ZodType);
  if (schema instanceof z.ZodPipe) return expand(schema.in as z.core.$ZodType);
  if (schema instanceof z.ZodUnion) return (schema.options as z.core.$ZodType[]).flatMap(expand);
  return [schema];
}
