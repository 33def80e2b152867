import { z } from 'zod';
import { schemasAt } from './schema-path.ts';

/** Whether the setting at this path is a secret, in any of the alternatives that the schema allows there. */
export function isSecret(schema: z.core.$ZodType, path: readonly PropertyKey[]): boolean {
  return schemasAt(schema, path).some((candidate) => z.globalRegistry.get(candidate)?.['secret'] === true);
}

/** A user and password inside of an address. */
const URL_CREDENTIALS = /(\/\/)[^/@\s]+@/g;

/** A text without the credentials of addresses in it. */
export function maskUrlCredentials(text: string): string {
  return text.replaceAll(URL_CREDENTIALS, '$1***@');
}

/** The configuration with every secret replaced, for printing. */
export function maskSecrets(schema: z.core.$ZodType, value: unknown, path: readonly PropertyKey[] = []): unknown {
  if (value !== undefined && isSecret(schema, path)) return '***';
  if (Array.isArray(value)) return value.map((entry, index) => maskSecrets(schema, entry, [...path, index]));
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, maskSecrets(schema, entry, [...path, key])]));
  }
  return typeof value === 'string' ? maskUrlCredentials(value) : value;
}
