import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ERRORS } from '@fleetlane/stream';
import { BULK_ITEM_ERRORS, BULK_REQUEST_ERRORS, classify, withoutPayload } from './bulk-error-table.ts';

describe('errors of bulk items', () => {
  test.each([
    [429, 'es_rejected_execution_exception', '', 'SINK_RECORD_REJECTED_FOR_LOAD'],
    [429, 'rejected_execution_exception', '', 'SINK_RECORD_REJECTED_FOR_LOAD'],
    [429, 'circuit_breaking_exception', '', 'SINK_RECORD_REJECTED_FOR_LOAD'],
    [503, 'unavailable_shards_exception', '', 'SINK_RECORD_REJECTED_FOR_LOAD'],
    [503, undefined, '', 'SINK_RECORD_REJECTED_FOR_LOAD'],
    [403, 'cluster_block_exception', '', 'SINK_BLOCKED'],
    [429, 'cluster_block_exception', 'disk usage exceeded flood-stage watermark', 'SINK_BLOCKED'],
    [403, 'security_exception', 'no permissions', 'SINK_UNAUTHORIZED'],
    [403, undefined, '', 'SINK_UNAUTHORIZED'],
    [400, 'index_closed_exception', '', 'SINK_INDEX_CLOSED'],
    [404, 'index_not_found_exception', '', 'SINK_INDEX_MISSING'],
    [400, 'validation_exception', 'Validation Failed: 1: this action would add [2] total shards, but this cluster currently has [999]/[1000] maximum shards open;', 'SINK_LIMIT_REACHED'],
    [400, 'mapper_parsing_exception', '', 'SINK_DOCUMENT_REJECTED'],
    [400, 'document_parsing_exception', '', 'SINK_DOCUMENT_REJECTED'],
    [400, 'strict_dynamic_mapping_exception', '', 'SINK_DOCUMENT_REJECTED'],
    [400, 'illegal_argument_exception', 'Limit of total fields [1000] has been exceeded', 'SINK_DOCUMENT_REJECTED'],
    [500, 'null_pointer_exception', '', 'SINK_UNKNOWN'],
    [418, undefined, '', 'SINK_UNKNOWN'],
  ])('%i %s %s is %s', (status, type, reason, code) => {
    expect(classify(BULK_ITEM_ERRORS, { status, type, reason })).toMatchObject({ code, verdict: ERRORS[code as keyof typeof ERRORS].verdict });
  });
});

describe('errors of whole bulk requests', () => {
  test.each([
    [401, 'SINK_UNAUTHORIZED', 'halt'],
    [403, 'SINK_UNAUTHORIZED', 'halt'],
    [413, 'SINK_REQUEST_TOO_LARGE', 'reject'],
    [429, 'SINK_OVERLOADED', 'retry'],
    [502, 'SINK_UNREACHABLE', 'retry'],
    [503, 'SINK_UNREACHABLE', 'retry'],
    [504, 'SINK_UNREACHABLE', 'retry'],
    [301, 'SINK_UNKNOWN', 'halt'],
  ])('%i is %s: %s', (status, code, verdict) => {
    expect(classify(BULK_REQUEST_ERRORS, { status })).toMatchObject({ code, verdict });
  });
});

test('classification is total: whatever comes has a code, and what is unknown halts', () => {
  fc.assert(
    fc.property(fc.integer(), fc.option(fc.string(), { nil: undefined }), fc.option(fc.string(), { nil: undefined }), (status, type, reason) => {
      for (const rows of [BULK_ITEM_ERRORS, BULK_REQUEST_ERRORS]) {
        const failure = classify(rows, { status, type, reason });
        expect(ERRORS[failure.code].verdict).toBe(failure.verdict);
      }
    }),
  );
});

test.each([
  "failed to parse field [seen_at] of type [date] in document with id 't+0+1'. Preview of field's value: 'WVW-SECRET'",
  'failed to parse date field [WVW-SECRET] with format [strict_date_optional_time||epoch_millis]',
  'For input string: "WVW-SECRET"',
])('a reason never quotes the value: %s', (reason) => {
  expect(withoutPayload(reason)).not.toContain('SECRET');
});
