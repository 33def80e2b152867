import type { CommitResult, PartitionLease, StreamRecord } from '@fleetlane/stream';

/** A lease that remembers what was done with it. */
export class FakeLease implements PartitionLease {
  readonly topic: string;
  readonly partition: number;
  paused = false;
  readonly commits: number[] = [];
  /** Set to make commits fail. */
  commitFailure: Error | undefined;
  readonly #ended = new AbortController();

  constructor(topic = 't', partition = 0) {
    this.topic = topic;
    this.partition = partition;
  }

  get revoked(): AbortSignal {
    return this.#ended.signal;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  async commit(nextOffset: number): Promise<CommitResult> {
    if (this.commitFailure) throw this.commitFailure;
    if (this.revoked.aborted) return 'fenced';
    this.commits.push(nextOffset);
    return 'committed';
  }

  end(): void {
    this.#ended.abort(new Error('taken away'));
  }
}

/** A record of this lease; the value names its offset. */
export function makeRecord(lease: PartitionLease, offset: number, fields: Partial<Pick<StreamRecord, 'key' | 'value' | 'headers' | 'timestampMs'>> = {}): StreamRecord {
  return { lease, offset, timestampMs: 1_000_000, key: Buffer.from('k'), value: Buffer.from(`{"offset":${offset}}`), headers: [], ...fields };
}
