import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { PartitionLease, StreamRecord } from '@fleetlane/stream';
import { createOpenSearchClient } from './open-search-client.ts';
import { openSearchConfig } from './open-search-config.ts';
import { OpenSearchSink } from './open-search-sink.ts';
import { RouteTable } from './routes.ts';

const lease = { topic: 't', partition: 0 } as PartitionLease;
const record = (offset: number, value = `{"n":${offset}}`): StreamRecord => ({ lease, offset, timestampMs: 0, key: null, value: Buffer.from(value), headers: [] });
const never = new AbortController().signal;

let cleanUp: (() => Promise<void>) | undefined;
afterEach(() => cleanUp?.());

/** A server that answers bulk requests as told; what a real OpenSearch cannot be made to say when it is wanted. */
async function sinkAgainst(answer: (documents: number, response: ServerResponse, body: string) => void) {
  const bodies: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const body = Buffer.concat(chunks).toString();
      bodies.push(body);
      response.setHeader('content-type', 'application/json');
      answer(body.split('\n').length >> 1, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = createOpenSearchClient(openSearchConfig.parse({ nodes: [`http://127.0.0.1:${(server.address() as AddressInfo).port}`], requestTimeout: '1s' }));
  const routes = new RouteTable([{ topics: ['t'], pattern: undefined, index: 'i', suffix: 'none', suffixFrom: 'event-time', eventTimeField: 'event_time', onTombstone: 'dead-letter' }]);
  const sink = new OpenSearchSink(client, routes);
  cleanUp = async () => {
    await sink.close();
    server.closeAllConnections();
    server.close();
  };
  const write = (records: StreamRecord[], signal = never) => sink.write({ records, bytes: 0 }, signal);
  return { write, bodies, server };
}

const ok = (documents: number): string => JSON.stringify({ errors: false, items: Array.from({ length: documents }, () => ({ index: { status: 201 } })) });

describe('OpenSearchSink', () => {
  test('a failure belongs to the record at its position, whatever was refused before the request', async () => {
    const { write } = await sinkAgainst((documents, response) => {
      const items = Array.from({ length: documents }, (_, i) => ({ index: i === 1 ? { status: 400, error: { type: 'mapper_parsing_exception', reason: 'no' } } : { status: 201 } }));
      response.end(JSON.stringify({ errors: true, items }));
    });
    const { failures } = await write([record(0), record(1, ''), record(2), record(3)]);
    expect([...failures].map(([position, { code }]) => [position, code])).toEqual([[1, 'RECORD_EMPTY'], [2, 'SINK_DOCUMENT_REJECTED']]);
  });

  test('a request that is too large is cut in half until the single record that is', async () => {
    const { write, bodies } = await sinkAgainst((documents, response, body) => {
      if (body.includes('huge')) response.writeHead(413).end('{}');
      else response.end(ok(documents));
    });
    const { failures } = await write([record(0), record(1), record(2, '{"huge":1}'), record(3)]);
    expect([...failures].map(([position, { code }]) => [position, code])).toEqual([[2, 'SINK_REQUEST_TOO_LARGE']]);
    expect(bodies.length).toBeLessThanOrEqual(5);
  });

  test('an answer with another number of items is trusted for nothing', async () => {
    const { write } = await sinkAgainst((_, response) => response.end(ok(1)));
    const { failures } = await write([record(0), record(1)]);
    expect([...failures.values()].map(({ code }) => code)).toEqual(['SINK_UNKNOWN', 'SINK_UNKNOWN']);
  });

  test('one write is one request: the client makes no retries of its own', async () => {
    const { write, bodies } = await sinkAgainst((_, response) => response.writeHead(503).end('{}'));
    const { failures } = await write([record(0)]);
    expect(failures.get(0)).toMatchObject({ code: 'SINK_UNREACHABLE', verdict: 'retry' });
    expect(bodies).toHaveLength(1);
  });

  test('Retry-After is passed on', async () => {
    const { write } = await sinkAgainst((_, response) => response.writeHead(429, { 'retry-after': '7' }).end('{}'));
    expect((await write([record(0)])).failures.get(0)).toMatchObject({ code: 'SINK_OVERLOADED', retryAfterMs: 7_000 });
  });

  test('a connection that is cut, and one that never answers, are the destination being away', async () => {
    const { write } = await sinkAgainst((_, response, body) => {
      if (!body.includes('"n":1}')) response.destroy();
    });
    expect((await write([record(0)])).failures.get(0)).toMatchObject({ code: 'SINK_UNREACHABLE' });
    expect((await write([record(1)])).failures.get(0)).toMatchObject({ code: 'SINK_UNREACHABLE' });
  });

  test('a conflict of versions on an id that names the record means that it stands there already', async () => {
    const { write } = await sinkAgainst((_, response) => response.end(JSON.stringify({ errors: true, items: [{ index: { status: 409, error: { type: 'version_conflict_engine_exception' } } }] })));
    expect((await write([record(0)])).failures.size).toBe(0);
  });

  test('an abort ends a write with the reason of the signal', async () => {
    const { write } = await sinkAgainst(() => undefined);
    const abort = new AbortController();
    const writing = write([record(0)], abort.signal);
    setTimeout(() => abort.abort(new Error('enough')), 50);
    await expect(writing).rejects.toThrow('enough');
  });
});
