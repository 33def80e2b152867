import { ERRORS, type ErrorCode, type Failure } from '@fleetlane/stream';

interface Row {
  /** Error type of OpenSearch, or a start of it. */
  readonly type?: RegExp;
  readonly reason?: RegExp;
  readonly status?: readonly number[];
  readonly code: ErrorCode;
}

/**
 * What an error of a bulk item means; the first row that fits decides. The type says more than the status: a blocked index
 * answers 403 as a missing right does, and a full disk 429 as an overload does.
 */
export const BULK_ITEM_ERRORS: readonly Row[] = [
  { type: /^cluster_block_exception$/, code: 'SINK_BLOCKED' },
  { type: /^index_closed_exception$/, code: 'SINK_INDEX_CLOSED' },
  { type: /^index_not_found_exception$/, code: 'SINK_INDEX_MISSING' },
  { type: /^security_exception$/, code: 'SINK_UNAUTHORIZED' },
  { type: /^validation_exception$/, reason: /this action would add \[\d+\].*shards/, code: 'SINK_LIMIT_REACHED' },
  { type: /rejected_execution_exception$/, code: 'SINK_RECORD_REJECTED_FOR_LOAD' },
  { type: /^circuit_breaking_exception$/, code: 'SINK_RECORD_REJECTED_FOR_LOAD' },
  { type: /^(unavailable_shards|no_shard_available_action|node_not_connected|node_disconnected|node_closed|process_cluster_event_timeout|cluster_manager_not_discovered|master_not_discovered|receive_timeout_transport)_exception$/, code: 'SINK_RECORD_REJECTED_FOR_LOAD' },
  { type: /^(mapper_parsing|document_parsing|strict_dynamic_mapping|mapper|json_parse|x_content_parse|not_x_content|parsing|parse)_exception$/, code: 'SINK_DOCUMENT_REJECTED' },
  { type: /^illegal_argument_exception$/, code: 'SINK_DOCUMENT_REJECTED' },
  { type: /^(action_request_validation|routing_missing|document_missing|invalid_index_name|number_format|date_time_parse)_exception$/, code: 'SINK_DOCUMENT_REJECTED' },
  { status: [401, 403], code: 'SINK_UNAUTHORIZED' },
  { status: [429, 502, 503, 504], code: 'SINK_RECORD_REJECTED_FOR_LOAD' },
];

/** What the status of a whole request means when there are no items to look at. */
export const BULK_REQUEST_ERRORS: readonly Row[] = [
  { type: /^cluster_block_exception$/, code: 'SINK_BLOCKED' },
  { type: /^security_exception$/, code: 'SINK_UNAUTHORIZED' },
  { status: [401, 403], code: 'SINK_UNAUTHORIZED' },
  { status: [413], code: 'SINK_REQUEST_TOO_LARGE' },
  { status: [429], code: 'SINK_OVERLOADED' },
  { status: [408, 500, 502, 503, 504], code: 'SINK_UNREACHABLE' },
  { status: [400], code: 'SINK_DOCUMENT_REJECTED' },
];

export interface BulkError {
  readonly status: number;
  readonly type?: string | undefined;
  readonly reason?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** Total: what no row knows is `SINK_UNKNOWN`, which halts. */
export function classify(rows: readonly Row[], error: BulkError): Failure {
  const row = rows.find(
    ({ type, reason, status }) =>
      (type === undefined || type.test(error.type ?? '')) && (reason === undefined || reason.test(error.reason ?? '')) && (status === undefined || status.includes(error.status)),
  );
  const code = row?.code ?? 'SINK_UNKNOWN';
  return {
    code,
    verdict: ERRORS[code].verdict,
    reason: `OpenSearch answered ${error.status}${error.type ? ` ${error.type}` : ''}${error.reason ? `: ${withoutPayload(error.reason)}` : ''}`,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}

const MAX_REASON_LENGTH = 1_000;

/** OpenSearch quotes the value that it could not parse; a reason goes into logs, so the quotation is cut out. */
export function withoutPayload(reason: string): string {
  return reason
    .replace(/\.? ?Preview of field's value: '[\s\S]*$/, '')
    .replace(/\[Source: [\s\S]*?\)?; ?/, '[Source]; ')
    .replace(/(For input string: |failed to parse date field |Cannot parse value |Invalid format: )(\[[^\]]*\]|"[^"]*")/gi, '$1[…]')
    .slice(0, MAX_REASON_LENGTH);
}
