import { z } from 'zod';
import { expand } from './problem.ts';

/** Whether the setting at this path is a secret, in any of the alternatives that the schema allows there. */
export function isSecret(schema: z.core.$ZodType, path: readonly PropertyKey[]): boolean {
  const here = expand(schema);
  if (path.length === 0) return here.some((candidate) => z.globalRegistry.get(candidate)?.['secret'] === true);
  const [key, ...rest] = path;
  return here.some((candidate) => {
    if (candidate instanceof z.ZodObject) {
      const child = (candidate.shape as Record<PropertyKey, z.core.$ZodType>)[key!];
      return child !== undefined && isSecret(child, rest);
    }
    return candidate instanceof z.ZodArray && isSecret(candidate.element as z.core.$ZodType, rest);
  });
}

/** The configuration with every secret replaced, for printing. */
export function maskSecrets(schema: z.core.$ZodType, value: unknown, path: readonly PropertyKey[] = []): unknown {
  if (Array.isArray(value)) return value.map((entry, index) => maskSecrets(schema, entry, [...path, index]));
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, maskSecrets(schema, entry, [...path, key])]));
  }
  return isSecret(schema, path) ? '***' : value;
}
