import type { Client } from '@opensearch-project/opensearch';
import { ALL_DELIVERED, StreamError, type Failure, type Outcome, type RecordBatch, type Sink, type StreamRecord } from '@fleetlane/stream';
import { BulkBody } from './bulk-body.ts';
import { isRequestFailure, sendBulk, type BulkResult } from './bulk-request.ts';
import type { RouteTable } from './routes.ts';

/** Documents on their way: the records, their places in the batch, and their indices. Three lists, and no object for each record. */
interface Documents {
  readonly records: readonly StreamRecord[];
  readonly positions: readonly number[];
  readonly indices: readonly string[];
}

/** Codes of a whole request that may be the fault of one document in it. */
const BISECTED = new Set(['SINK_REQUEST_TOO_LARGE', 'SINK_DOCUMENT_REJECTED']);

/**
 * Indexes batches by bulk requests, the record's own bytes as the document and `topic+partition+offset` as its id: writing a
 * record twice leaves one document. Several writes may be under way; their order is not kept.
 */
export class OpenSearchSink implements Sink {
  readonly #client: Client;
  readonly #routes: RouteTable;
  readonly #idle: BulkBody[] = [];
  /** Bodies above were refused as too large; learned from the server. */
  #maxBodyBytes = Infinity;
  #closing: Promise<void> | undefined;

  constructor(client: Client, routes: RouteTable) {
    this.#client = client;
    this.#routes = routes;
  }

  /** Nothing to prepare: an OpenSearch that is away now may be there for the first write. */
  async open(): Promise<void> {}

  async write(batch: RecordBatch, signal: AbortSignal): Promise<Outcome> {
    const failures = new Map<number, Failure>();
    const records: StreamRecord[] = [];
    const positions: number[] = [];
    const indices: string[] = [];
    batch.records.forEach((record, position) => {
      const index = this.#place(record);
      if (typeof index === 'string') {
        records.push(record);
        positions.push(position);
        indices.push(index);
      } else failures.set(position, index);
    });
    if (records.length > 0) await this.#send({ records, positions, indices }, failures, signal);
    return failures.size === 0 ? ALL_DELIVERED : { failures };
  }

  async close(): Promise<void> {
    // Once only: the client's own close never resolves when it is called again.
    await (this.#closing ??= this.#client.close());
  }

  #place(record: StreamRecord): string | Failure {
    const { value, lease } = record;
    if (value === null) return { code: 'RECORD_TOMBSTONE', verdict: 'reject', reason: 'the value is null' };
    if (value.length === 0) return { code: 'RECORD_EMPTY', verdict: 'reject', reason: 'the value has no bytes' };
    if (!looksLikeObject(value)) return { code: 'RECORD_MALFORMED', verdict: 'reject', reason: 'the value is not a JSON object' };
    const route = this.#routes.of(lease.topic);
    if (!route) throw new StreamError('SINK_UNKNOWN', `no route for topic ${lease.topic}`);
    return route.indexOf(record);
  }

  async #send(documents: Documents, failures: Map<number, Failure>, signal: AbortSignal): Promise<void> {
    const { records, positions, indices } = documents;
    const count = records.length;
    const body = this.#idle.pop() ?? new BulkBody();
    body.reset();
    for (let i = 0; i < count; i++) body.add(records[i]!, indices[i]!);
    let result: BulkResult | undefined;
    if (body.length < this.#maxBodyBytes || count === 1) result = await sendBulk(this.#client, body.view(), count, signal);
    if (result === undefined || !isRequestFailure(result)) this.#idle.push(body);
    // A failed request may still be on its way out: its body is left to it and not used again.
    else if (result.code === 'SINK_REQUEST_TOO_LARGE') this.#maxBodyBytes = Math.min(this.#maxBodyBytes, body.length);
    if (result === undefined || (isRequestFailure(result) && BISECTED.has(result.code) && count > 1)) {
      const middle = count >>> 1;
      await this.#send(part(documents, 0, middle), failures, signal);
      await this.#send(part(documents, middle, count), failures, signal);
    } else if (isRequestFailure(result)) {
      for (const position of positions) failures.set(position, result);
    } else {
      for (const [place, failure] of result) failures.set(positions[place]!, failure);
    }
  }
}

function part({ records, positions, indices }: Documents, from: number, to: number): Documents {
  return { records: records.slice(from, to), positions: positions.slice(from, to), indices: indices.slice(from, to) };
}

/** First byte of anything but white space. What is not an object could be taken for something else by the bulk parser. */
function looksLikeObject(value: Buffer): boolean {
  for (let i = 0; i < value.length; i++) {
    const byte = value[i]!;
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) continue;
    return byte === 0x7b;
  }
  return false;
}
