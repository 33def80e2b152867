import { ERRORS, type ErrorCode, type ErrorEntry } from './errors.ts';

/** A failure that is not about one record: it carries a code of the error table, and details that name what was concerned. */
export class StreamError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: Record<string, string | number> } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StreamError';
    this.code = code;
    this.details = options.details ?? {};
  }

  get entry(): ErrorEntry {
    return ERRORS[this.code];
  }
}

/** The error itself where it is one of ours, and a wrapper with `code` where it is not. */
export function asStreamError(error: unknown, code: ErrorCode): StreamError {
  if (error instanceof StreamError) return error;
  return new StreamError(code, error instanceof Error ? error.message : String(error), { cause: error });
}
