import type { ErrorCode } from './errors.ts';

/**
 * One JSON object a line, never a payload. `warn` says the consequence; `error` means that data is at risk or an operator
 * must act, and says what to do.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface LogFields {
  readonly topic?: string;
  readonly partition?: number;
  readonly offsetFirst?: number;
  readonly offsetLast?: number;
  readonly code?: ErrorCode;
  readonly error?: unknown;
  readonly [detail: string]: unknown;
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
