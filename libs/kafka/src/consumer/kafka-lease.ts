import type { CommitResult, ErrorCode, PartitionLease } from '@fleetlane/stream';

/** What stands in the way of reading one partition, while the others go on. */
export interface LeaseProblem {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly sinceMs: number;
}

/** Stores offsets for a lease; answers `fenced` once its generation is over. */
export type CommitOffset = (lease: KafkaLease, nextOffset: number) => Promise<CommitResult>;

/** A partition in our hands for one generation of the group, with its place in the log. */
export class KafkaLease implements PartitionLease {
  readonly topic: string;
  readonly partition: number;
  /** Next offset to fetch; undefined until the start is known. */
  position: number | undefined;
  endOffset: number | undefined;
  committed: number | undefined;
  problem: LeaseProblem | undefined;
  /** Not to be fetched before this time, after an error. */
  notBeforeMs = 0;
  failures = 0;
  /** When the broker last answered for this partition. */
  fetchedAtMs = 0;
  /** A fetch for it is under way, or a delivery of it waits to be read. */
  fetching = false;
  queued = 0;
  readonly #ended = new AbortController();
  readonly #commit: CommitOffset;
  readonly #onResume: () => void;
  #paused = false;

  constructor(topic: string, partition: number, commit: CommitOffset, onResume: () => void) {
    this.topic = topic;
    this.partition = partition;
    this.#commit = commit;
    this.#onResume = onResume;
  }

  get revoked(): AbortSignal {
    return this.#ended.signal;
  }

  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#onResume();
  }

  async commit(nextOffset: number): Promise<CommitResult> {
    if (this.revoked.aborted) return 'fenced';
    const result = await this.#commit(this, nextOffset);
    if (result === 'committed' && (this.committed === undefined || nextOffset > this.committed)) this.committed = nextOffset;
    return result;
  }

  /** From now on nothing done under this lease counts. */
  end(): void {
    this.#ended.abort(new Error(`${this.topic}/${this.partition} was taken away`));
  }
}
