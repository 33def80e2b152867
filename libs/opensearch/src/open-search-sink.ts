import type { Client } from '@opensearch-project/opensearch';
import { ALL_DELIVERED, StreamError, type Failure, type Outcome, type RecordBatch, type Sink, type StreamRecord } from '@fleetlane/stream';
import { BulkBody } from './bulk-body.ts';
import { isRequestFailure, sendBulk, type BulkResult } from './bulk-request.ts';
import type { RouteTable } from './routes.ts';

/** A document that is on its way: the record, its place in the batch, and its index. */
interface Entry {
  readonly position: number;
  readonly record: StreamRecord;
  readonly index: string;
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

  constructor(client: Client, routes: RouteTable) {
    this.#client = client;
    this.#routes = routes;
  }

  /** Nothing to prepare: an OpenSearch that is away now may be there for the first write. */
  async open(): Promise<void> {}

  async write(batch: RecordBatch, signal: AbortSignal): Promise<Outcome> {
    const failures = new Map<number, Failure>();
    const entries: Entry[] = [];
    batch.records.forEach((record, position) => {
      const index = this.#place(record);
      if (typeof index === 'string') entries.push({ position, record, index });
      else failures.set(position, index);
    });
    if (entries.length > 0) await this.#send(entries, failures, signal);
    return failures.size === 0 ? ALL_DELIVERED : { failures };
  }

  async close(): Promise<void> {
    await this.#client.close();
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

  async #send(entries: readonly Entry[], failures: Map<number, Failure>, signal: AbortSignal): Promise<void> {
    const body = this.#idle.pop() ?? new BulkBody();
    let result: BulkResult | undefined;
    try {
      body.reset();
      for (const { record, index } of entries) body.add(record, index);
      if (body.length < this.#maxBodyBytes || entries.length === 1) {
        result = await sendBulk(this.#client, body.view(), entries.length, signal);
        if (isRequestFailure(result) && result.code === 'SINK_REQUEST_TOO_LARGE') this.#maxBodyBytes = Math.min(this.#maxBodyBytes, body.length);
      }
    } finally {
      this.#idle.push(body);
    }
    if (result === undefined || (isRequestFailure(result) && BISECTED.has(result.code) && entries.length > 1)) {
      const middle = entries.length >>> 1;
      await this.#send(entries.slice(0, middle), failures, signal);
      await this.#send(entries.slice(middle), failures, signal);
    } else if (isRequestFailure(result)) {
      for (const { position } of entries) failures.set(position, result);
    } else {
      for (const [place, failure] of result) failures.set(entries[place]!.position, failure);
    }
  }
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
