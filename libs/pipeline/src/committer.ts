import { asStreamError, type Logger, type PartitionLease, type PipelineObserver } from '@fleetlane/stream';
import type { Ledger } from './ledger.ts';

/**
 * Commits the settled prefix of every lease, a while after it moved and whenever asked. Never beyond it, and for one lease
 * never two commits at a time. A commit that fails is made up for by the next one.
 */
export class Committer {
  readonly #ledger: Ledger;
  readonly #intervalMs: number;
  readonly #observer: PipelineObserver;
  readonly #logger: Logger;
  readonly #committed = new Map<PartitionLease, number>();
  readonly #underWay = new Map<PartitionLease, Promise<void>>();
  readonly #moved = new Set<PartitionLease>();
  #timer: NodeJS.Timeout | undefined;
  #failing = false;

  constructor(ledger: Ledger, intervalMs: number, observer: PipelineObserver, logger: Logger) {
    this.#ledger = ledger;
    this.#intervalMs = intervalMs;
    this.#observer = observer;
    this.#logger = logger;
  }

  committed(lease: PartitionLease): number | undefined {
    return this.#committed.get(lease);
  }

  /** Something of this lease was settled. */
  touch(lease: PartitionLease): void {
    this.#moved.add(lease);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.flush([...this.#moved]);
    }, this.#intervalMs);
  }

  /** Commits now what these leases have settled; never rejects. */
  async flush(leases: readonly PartitionLease[]): Promise<void> {
    await Promise.all(leases.map((lease) => this.#commit(lease)));
  }

  forget(lease: PartitionLease): void {
    this.#committed.delete(lease);
    this.#moved.delete(lease);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #commit(lease: PartitionLease): Promise<void> {
    await this.#underWay.get(lease);
    this.#moved.delete(lease);
    const nextOffset = this.#ledger.partition(lease)?.committable();
    if (nextOffset === undefined || nextOffset <= (this.#committed.get(lease) ?? -1)) return;
    const committing = this.#store(lease, nextOffset).finally(() => this.#underWay.delete(lease));
    this.#underWay.set(lease, committing);
    await committing;
  }

  async #store(lease: PartitionLease, nextOffset: number): Promise<void> {
    try {
      const result = await lease.commit(nextOffset);
      this.#observer.committed(result);
      if (result === 'committed' && this.#ledger.has(lease)) this.#committed.set(lease, nextOffset);
      if (this.#failing) this.#logger.info('Offsets are committed again');
      this.#failing = false;
    } catch (error) {
      this.#observer.committed('failed');
      const { message } = asStreamError(error, 'COMMIT_FAILED');
      if (!this.#failing) {
        this.#logger.warn(`Offsets could not be committed (${message}); delivery goes on, and after a restart records since the last commit are written again`, {
          code: 'COMMIT_FAILED', topic: lease.topic, partition: lease.partition, error,
        });
      }
      this.#failing = true;
      if (this.#ledger.has(lease)) this.touch(lease);
    }
  }
}
