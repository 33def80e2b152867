/**
 * Every way in which Fleetlane can fail, in one table. The code decides the action everywhere: what is retried, what is
 * dead-lettered and what stops a partition. Codes never change once released; docs/errors.md is generated from here.
 */
export type Stage = 'read' | 'decode' | 'transform' | 'write' | 'dead-letter' | 'commit' | 'start';

/**
 * - `retry`: the record is fine, the world is not. Back off, write the same record again.
 * - `reject`: the record can never be accepted. Dead-letter it and go on.
 * - `halt`: nothing of this kind can be accepted. Keep the records, pause their partitions, probe, tell the operator.
 */
export type Verdict = 'retry' | 'reject' | 'halt';

export interface ErrorEntry {
  readonly stage: Stage;
  readonly verdict: Verdict;
  /** For `retry` only: what follows when the retry duration is over. */
  readonly whenExhausted?: 'dead-letter' | 'keep-trying';
  /** What happened, in a sentence. */
  readonly means: string;
  /** What the operator does about it. */
  readonly remedy: string;
}

export const ERRORS = {
  // read
  SOURCE_UNREACHABLE: {
    stage: 'read', verdict: 'retry', whenExhausted: 'keep-trying',
    means: 'No broker of the source Kafka answers.',
    remedy: 'Check kafka.brokers, DNS, security groups and the broker itself. Reading goes on by itself once a broker answers.',
  },
  SOURCE_UNAUTHORIZED: {
    stage: 'read', verdict: 'halt',
    means: 'Kafka refuses the credentials, or the principal may not read the topic or use the group.',
    remedy: 'Check kafka.sasl and kafka.tls, and grant Read and Describe on the topic and Read on the group.',
  },
  SOURCE_TOPIC_UNKNOWN: {
    stage: 'read', verdict: 'halt',
    means: 'A topic of a route does not exist on the source Kafka.',
    remedy: 'Create the topic or correct routes[].topics. It is looked for again at every metadata refresh.',
  },
  SOURCE_OFFSET_GONE: {
    stage: 'read', verdict: 'halt',
    means: 'The committed offset has fallen out of the topic: retention deleted records before they were read, or the topic was made anew.',
    remedy: 'The log line names the range that is gone. Set source.onOffsetGone to earliest or latest to accept the gap, or move the group by hand.',
  },
  SOURCE_CORRUPT_BATCH: {
    stage: 'decode', verdict: 'halt',
    means: 'A record batch does not have the checksum or the shape that it claims.',
    remedy: 'Check the broker disks and the network path; read the batch with kafka-dump-log. The partition waits; the others go on.',
  },
  SOURCE_FAILED: {
    stage: 'read', verdict: 'halt',
    means: 'The consumer failed again and again and was given up.',
    remedy: 'The log holds the cause of every attempt. /livez turns red so that Kubernetes restarts the pod.',
  },
  // decode, transform
  RECORD_EMPTY: {
    stage: 'decode', verdict: 'reject',
    means: 'The value has no bytes.',
    remedy: 'Find the producer by the origin headers of the dead letter.',
  },
  RECORD_TOMBSTONE: {
    stage: 'decode', verdict: 'reject',
    means: 'The value is null and the route does not say what a tombstone means.',
    remedy: 'Set routes[].onTombstone to drop, or keep the topic free of tombstones.',
  },
  RECORD_TOO_LARGE: {
    stage: 'decode', verdict: 'reject',
    means: 'The record is larger than limits.recordBytes.',
    remedy: 'Raise limits.recordBytes and OpenSearch http.max_content_length together, or make the producer send less.',
  },
  RECORD_MALFORMED: {
    stage: 'decode', verdict: 'reject',
    means: 'The value is not a JSON object, or not valid UTF-8.',
    remedy: 'Mend the producer; redrive the dead letters afterwards.',
  },
  RECORD_FIELD_MISSING: {
    stage: 'transform', verdict: 'reject',
    means: 'A field that the route needs is absent.',
    remedy: 'Mend the producer, or take the index suffix from the arrival time (routes[].suffixFrom: arrival-time).',
  },
  RECORD_FIELD_INVALID: {
    stage: 'transform', verdict: 'reject',
    means: 'A field that the route needs has a value that cannot be used, as an event time that is no time.',
    remedy: 'Mend the producer; the dead letter names the field.',
  },
  // write
  SINK_UNREACHABLE: {
    stage: 'write', verdict: 'retry', whenExhausted: 'keep-trying',
    means: 'The destination does not answer: connection refused or lost, time-out, or 502, 503 and 504 for a whole request.',
    remedy: 'Check opensearch.nodes and the cluster. Writing goes on by itself; nothing is dead-lettered for this.',
  },
  SINK_OVERLOADED: {
    stage: 'write', verdict: 'retry', whenExhausted: 'keep-trying',
    means: 'The destination refuses a whole request for load (429).',
    remedy: 'Look at the write thread pool and the JVM heap of the cluster; fewer or smaller bulk requests in flight help.',
  },
  SINK_RECORD_REJECTED_FOR_LOAD: {
    stage: 'write', verdict: 'retry', whenExhausted: 'dead-letter',
    means: 'The destination refused single records for load or an unavailable shard (429, 503 of an item).',
    remedy: 'Look at the write thread pool and at unassigned shards. After retry.durationMs the record is dead-lettered.',
  },
  SINK_UNAUTHORIZED: {
    stage: 'write', verdict: 'halt',
    means: 'The destination refuses the credentials (401) or the rights (403) of the service.',
    remedy: 'Check opensearch.auth and the role: it needs indices:data/write/bulk and write and create_index on the indices of the routes.',
  },
  SINK_INDEX_CLOSED: {
    stage: 'write', verdict: 'halt',
    means: 'The index is closed.',
    remedy: 'Open the index, or route the topic to another. Its partitions wait; the others go on.',
  },
  SINK_INDEX_MISSING: {
    stage: 'write', verdict: 'halt',
    means: 'The index does not exist and may not be created automatically.',
    remedy: 'Create the index or allow action.auto_create_index for the pattern.',
  },
  SINK_BLOCKED: {
    stage: 'write', verdict: 'halt',
    means: 'The cluster or the index is blocked for writing, as by the flood-stage watermark of a full disk.',
    remedy: 'Free disk space or lift the block (index.blocks.*, cluster.blocks.*).',
  },
  SINK_LIMIT_REACHED: {
    stage: 'write', verdict: 'halt',
    means: 'The cluster has no room for another index or shard (cluster.max_shards_per_node).',
    remedy: 'Delete old indices, lower the shard count of the template, or raise the limit.',
  },
  SINK_REQUEST_TOO_LARGE: {
    stage: 'write', verdict: 'reject',
    means: 'The destination refuses a request that holds this record alone (413).',
    remedy: 'Raise http.max_content_length of the cluster, or lower limits.recordBytes so that it is refused earlier.',
  },
  SINK_DOCUMENT_REJECTED: {
    stage: 'write', verdict: 'reject',
    means: 'The document cannot be indexed: malformed, a mapping conflict, or a field that the mapping does not allow.',
    remedy: 'The dead letter holds the reason of OpenSearch. Mend the mapping or the producer, then redrive.',
  },
  SINK_UNKNOWN: {
    stage: 'write', verdict: 'halt',
    means: 'The destination answered something that the table does not know, or the sink failed inside.',
    remedy: 'The log holds the answer. Nothing is dropped; report it so that the table learns it.',
  },
  // dead letters, commit
  DEAD_LETTER_UNWRITABLE: {
    stage: 'dead-letter', verdict: 'halt',
    means: 'The dead-letter topic cannot be written: it is missing, refused, or has no leader.',
    remedy: 'Create the topic or grant Write on it. The partition of the record waits until the letter is written.',
  },
  COMMIT_FAILED: {
    stage: 'commit', verdict: 'retry', whenExhausted: 'keep-trying',
    means: 'Kafka did not store the offsets.',
    remedy: 'Delivery goes on; after a restart records since the last commit are written again, under the same ids.',
  },
  // start
  CONFIG_INVALID: {
    stage: 'start', verdict: 'halt',
    means: 'The configuration is wrong.',
    remedy: 'Each line of the message names the field, the value and the remedy.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** Total by construction: whatever is not in the table halts, it never drops. */
export function entryOf(code: string): ErrorEntry {
  return Object.hasOwn(ERRORS, code) ? ERRORS[code as ErrorCode] : ERRORS.SINK_UNKNOWN;
}
