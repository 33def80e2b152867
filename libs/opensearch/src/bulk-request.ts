import type { Client, errors } from '@opensearch-project/opensearch';
import type { Failure } from '@fleetlane/stream';
import { BULK_ITEM_ERRORS, BULK_REQUEST_ERRORS, classify } from './bulk-error-table.ts';

interface BulkItem {
  readonly status: number;
  readonly error?: { readonly type?: string; readonly reason?: string };
}

interface BulkAnswer {
  readonly errors: boolean;
  readonly items: readonly Record<string, BulkItem>[];
}

/** Failures by position, or one failure for the request as a whole. */
export type BulkResult = ReadonlyMap<number, Failure> | Failure;

export function isRequestFailure(result: BulkResult): result is Failure {
  return !(result instanceof Map);
}

/** Positions of items must stay what they are, so the status of every item is asked for, and nothing else of it but the error. */
const FILTER_PATH = 'errors,items.*.status,items.*.error.type,items.*.error.reason';
const NONE: ReadonlyMap<number, Failure> = new Map();

/**
 * Sends one bulk body and reads the answer item by item. Retries belong to the pipeline, which knows what a retry costs, so the
 * client makes none. Rejects only on abort, with the signal's reason.
 */
export async function sendBulk(client: Client, body: Buffer, count: number, signal: AbortSignal): Promise<BulkResult> {
  signal.throwIfAborted();
  // The declared type is an array of objects; the transport sends bytes as they are, which is the point.
  const request = client.bulk({ body: body as never, filter_path: FILTER_PATH } as never, { maxRetries: 0 });
  // A listener must not return the request: Node would take it for a promise of the listener's and throw its rejection.
  const onAbort = (): void => {
    (request as unknown as { abort(): void }).abort();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const { body: answer } = (await request) as unknown as { body: BulkAnswer };
    return readItems(answer, count);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return requestFailure(error);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

export function readItems(answer: BulkAnswer, count: number): BulkResult {
  if (answer?.items?.length !== count) {
    return { code: 'SINK_UNKNOWN', verdict: 'halt', reason: `OpenSearch answered ${answer?.items?.length ?? 'no'} items for ${count} documents; a proxy between may have changed the answer` };
  }
  if (!answer.errors) return NONE;
  const failures = new Map<number, Failure>();
  answer.items.forEach((wrapped, position) => {
    for (const action in wrapped) {
      const { status, error } = wrapped[action]!;
      // A conflict of versions on an id that names the record means that the record stands there already.
      if (status < 300 || status === 409) continue;
      failures.set(position, classify(BULK_ITEM_ERRORS, { status, type: error?.type, reason: error?.reason }));
    }
  });
  return failures;
}

function requestFailure(error: unknown): Failure {
  const { name, message, statusCode, body, headers } = error as Partial<errors.ResponseError>;
  if (name !== 'ResponseError' || typeof statusCode !== 'number') {
    const known = name !== undefined && TRANSPORT_ERRORS.has(name);
    return { code: known ? 'SINK_UNREACHABLE' : 'SINK_UNKNOWN', verdict: known ? 'retry' : 'halt', reason: `the bulk request failed: ${message ?? String(error)}`, cause: error };
  }
  const detail = (body as { error?: { type?: string; reason?: string } | string } | undefined)?.error;
  const { type, reason } = typeof detail === 'object' ? detail : { type: undefined, reason: detail };
  return classify(BULK_REQUEST_ERRORS, { status: statusCode, type, reason, retryAfterMs: retryAfterMs(headers?.['retry-after']) });
}

const TRANSPORT_ERRORS = new Set(['ConnectionError', 'TimeoutError', 'NoLivingConnectionsError', 'DeserializationError']);

/** `Retry-After` in seconds or as a date. */
function retryAfterMs(header: unknown): number | undefined {
  if (typeof header !== 'string') return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
