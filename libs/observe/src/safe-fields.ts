import { ERRORS, type LogFields } from '@fleetlane/stream';
import { describeError } from './describe-error.ts';

const MAX_DEPTH = 5;
/** What the line itself consists of; a field of that name would stand there twice. */
const RESERVED = new Set(['time', 'level', 'msg', 'service', 'version', 'pipeline']);

/**
 * The fields of a line as plain data: errors described, never the bytes of a record (a Buffer in JSON would be one), and for
 * a code of the error table the place where it is explained.
 */
export function safeFields(fields: LogFields): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) safe[RESERVED.has(key) ? `${key}_` : key] = key === 'error' ? describeError(value) : plain(value, 0);
  }
  const code = fields.code ?? (fields.error as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string' && Object.hasOwn(ERRORS, code)) {
    safe['code'] = code;
    safe['runbook'] = `docs/errors.md#${code.toLowerCase()}`;
  }
  return safe;
}

function plain(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Error) return describeError(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `<${value.byteLength} bytes>`;
  if (value instanceof Date) return value.toISOString();
  if (depth === MAX_DEPTH) return '<deeper>';
  if (Array.isArray(value)) return value.map((entry) => plain(entry, depth + 1));
  if (value instanceof Map) return plain(Object.fromEntries(value), depth);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry, depth + 1)]));
}
