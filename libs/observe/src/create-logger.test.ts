import { StreamError, type LogFields } from '@fleetlane/stream';
import { describe, expect, test } from 'vitest';
import { createLogger } from './create-logger.ts';

function lineOf(fields?: LogFields, pipeline?: string): Record<string, unknown> {
  const lines: string[] = [];
  const logger = createLogger({ service: 'sink', version: '1.2.3', level: 'info', ...(pipeline === undefined ? {} : { pipeline }), destination: { write: (line) => void lines.push(line) } });
  logger.warn('It happened', fields);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\{.*\}\n$/);
  return JSON.parse(lines[0]!) as Record<string, unknown>;
}

describe('a line', () => {
  test('consists of time, level, msg, service and version', () => {
    const line = lineOf();
    expect(line).toEqual({ time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string, level: 'warn', msg: 'It happened', service: 'sink', version: '1.2.3' });
  });

  test('carries the pipeline and the fields of the call', () => {
    expect(lineOf({ topic: 't', partition: 0, offsetFirst: 1, absent: undefined }, 'p')).toMatchObject({ pipeline: 'p', topic: 't', partition: 0, offsetFirst: 1 });
  });

  test('points to the runbook of its code', () => {
    expect(lineOf({ code: 'SINK_BLOCKED' })).toMatchObject({ code: 'SINK_BLOCKED', runbook: 'docs/errors.md#sink_blocked' });
  });

  test('takes the code from the error where the call has none', () => {
    expect(lineOf({ error: new StreamError('COMMIT_FAILED', 'no') })).toMatchObject({ code: 'COMMIT_FAILED', runbook: 'docs/errors.md#commit_failed' });
  });

  test('has no runbook for a code that is not of the table', () => {
    expect(lineOf({ error: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) })).not.toHaveProperty('runbook');
  });

  test('describes an error and its causes', () => {
    const cause = Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED' });
    const { error } = lineOf({ error: new Error('cannot connect', { cause }) });
    expect(error).toMatchObject({ type: 'Error', message: 'cannot connect', stack: expect.stringContaining('create-logger.test') as string, cause: { type: 'TypeError', message: 'refused', code: 'ECONNREFUSED' } });
  });

  test('leaves out what else hangs on an error, which may be a request body', () => {
    expect(JSON.stringify(lineOf({ error: Object.assign(new Error('no'), { meta: { body: 'SECRET PAYLOAD' } }) }))).not.toContain('SECRET');
  });

  test('ends at an error that is its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(lineOf({ error })).toMatchObject({ error: { message: 'round' } });
  });

  test('takes anything that was thrown', () => {
    expect(lineOf({ error: 'just text' })).toMatchObject({ error: { type: 'string', message: 'just text' } });
    expect(lineOf({ error: { body: 'SECRET' } })).toMatchObject({ error: { type: 'object', message: '[object Object]' } });
  });

  test('never holds bytes, at whatever depth (a Buffer was printed number by number)', () => {
    const value = Buffer.from('payload');
    expect(lineOf({ value, nested: { list: [value, new ArrayBuffer(3)] } })).toMatchObject({ value: '<7 bytes>', nested: { list: ['<7 bytes>', '<3 bytes>'] } });
  });

  test('takes what JSON has no form for', () => {
    const round: Record<string, unknown> = { big: 10n, map: new Map([['a', 1]]), at: new Date(0) };
    round['self'] = round;
    expect(lineOf({ round })).toMatchObject({ round: { big: '10', map: { a: 1 }, at: '1970-01-01T00:00:00.000Z' } });
  });

  test('keeps its own words when a field has the same name', () => {
    expect(lineOf({ level: 'x', time: 1 })).toMatchObject({ level: 'warn', level_: 'x', time_: 1 });
  });
});

test('lines below the level are not written', () => {
  const lines: string[] = [];
  const logger = createLogger({ service: 's', version: '1', level: 'warn', destination: { write: (line) => void lines.push(line) } });
  logger.debug('a');
  logger.info('b');
  logger.warn('c');
  logger.error('d');
  expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(['warn', 'error']);
});
