import type { LogFields, Logger } from '@fleetlane/stream';
import { pino, stdTimeFunctions, type DestinationStream } from 'pino';
import { safeFields } from './safe-fields.ts';

export interface LoggerOptions {
  readonly service: string;
  readonly version: string;
  readonly pipeline?: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** For tests; standard output otherwise. */
  readonly destination?: DestinationStream;
}

/** One JSON object a line: time, level, msg, service, version, and the fields of the call. Never bytes of a record. */
export function createLogger({ service, version, pipeline, level, destination }: LoggerOptions): Logger {
  const log = pino(
    {
      level,
      base: { service, version, ...(pipeline === undefined ? {} : { pipeline }) },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
  const write = (method: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) => log[method](fields ? safeFields(fields) : {}, message);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
