import { z } from 'zod';

/**
 * The kinds of settings that a service has. Each turns what a person writes into what the code needs (milliseconds, bytes),
 * and carries a pattern, so that an editor with the JSON Schema refuses what the service would refuse.
 */

/** A mapping that refuses keys it does not know. */
export function section<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape);
}

const MS_PER = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

export interface Bounds {
  readonly min?: string;
  readonly max?: string;
}

/** Milliseconds, written with a unit: `500ms`, `30s`, `5m`, `2h`, `7d`. */
export function duration(bounds: Bounds = {}) {
  return quantity(parseDuration, DURATION, { complaint: 'is no duration; write a number with ms, s, m, h or d, for example 30s', unit: 's', example: '30s' }, bounds);
}

export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  return match ? Number(match[1]) * MS_PER[match[2] as keyof typeof MS_PER] : undefined;
}

const BYTES_PER = { B: 1, KB: 1_000, MB: 1_000_000, GB: 1_000_000_000, KiB: 1 << 10, MiB: 1 << 20, GiB: 1 << 30 } as const;
const BYTE_SIZE = /^(\d+(?:\.\d+)?)(B|KB|MB|GB|KiB|MiB|GiB)$/;

/** Bytes, written with a unit: `64KiB`, `5MB`, `1GiB`. */
export function byteSize(bounds: Bounds = {}) {
  return quantity(parseByteSize, BYTE_SIZE, { complaint: 'is no size; write a number with B, KB, MB, GB, KiB, MiB or GiB, for example 5MB', unit: 'MB', example: '5MB' }, bounds);
}

export function parseByteSize(text: string): number | undefined {
  const match = BYTE_SIZE.exec(text);
  return match ? Math.round(Number(match[1]) * BYTES_PER[match[2] as keyof typeof BYTES_PER]) : undefined;
}

interface QuantityWords {
  readonly complaint: string;
  /** Put after a bare number to show what is missing. */
  readonly unit: string;
  readonly example: string;
}

function quantity(parse: (text: string) => number | undefined, pattern: RegExp, { complaint, unit, example }: QuantityWords, { min, max }: Bounds) {
  const error = ({ input }: { readonly input?: unknown }): string | undefined => {
    if (input === undefined || input === null) return undefined;
    return /^\d+(\.\d+)?$/.test(String(input)) ? `has no unit; write for example ${String(input)}${unit}` : complaint;
  };
  return z
    .string({ error })
    .regex(pattern, { error, abort: true })
    .superRefine((text, context) => {
      const value = parse(text)!;
      if (min !== undefined && value < parse(min)!) context.addIssue({ code: 'custom', message: `is less than ${min}; write at least ${min}` });
      if (max !== undefined && value > parse(max)!) context.addIssue({ code: 'custom', message: `is more than ${max}; write at most ${max}` });
    })
    .meta({ examples: [example] })
    .transform((text) => parse(text)!);
}

/** A string whose value appears in no message and no printed configuration. */
export function secret() {
  return z.string().min(1, { error: 'is empty; set it, for example as ${NAME} from the environment' }).meta({ secret: true });
}

/** Ports from 1 to 65535. */
const HOST_PORT = /^(\[[0-9a-fA-F:]+\]|[^:\s/]+):([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/;

/** `host:port`. */
export function hostPort() {
  return patterned(HOST_PORT, 'is not host:port; write for example kafka-1:9092').meta({ examples: ['kafka-1:9092'] });
}

/** An `http://` or `https://` address. */
export function httpUrl() {
  return patterned(/^https?:\/\/[^\s/]+(\/\S*)?$/, 'is not an address; write for example https://search.example.com:9200');
}

/** The same complaint for what is no text and for a text that is not right; whether it is there at all is another matter. */
function patterned(pattern: RegExp, complaint: string) {
  return z.string({ error: ({ input }) => (input === undefined || input === null ? undefined : complaint) }).regex(pattern, { error: complaint });
}

/** A TCP port; 0 takes any that is free. */
export function port() {
  return z.int({ error: 'is no port; write a whole number from 0 to 65535' }).min(0).max(65_535);
}

/** A file that is read at the start. */
export function filePath() {
  return z.string().min(1, { error: 'is empty; write the path of a file' });
}
