export interface AbortedTransactionStart {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/** Key of a control record: version, then type, each two bytes. */
const CONTROL_TYPE_AT = 2;
const ABORT = 0;

/**
 * Which transactional batches were aborted. A producer's transaction is aborted from the first offset that the broker names
 * until the abort marker of that producer; the next one of the same producer begins at the next named offset. Only control
 * batches end it: KafkaJS looks at keys alone, so that a record with a key of zeros makes aborted neighbours visible.
 */
export class AbortedRanges {
  readonly #upcoming: AbortedTransactionStart[];
  readonly #active = new Set<bigint>();

  constructor(aborted: readonly AbortedTransactionStart[]) {
    this.#upcoming = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** Takes note of the batch at `baseOffset` and tells whether its records belong to an aborted transaction. */
  advance(producerId: bigint, baseOffset: number, transactional: boolean): boolean {
    while (this.#upcoming.length > 0 && this.#upcoming[0]!.firstOffset <= baseOffset) {
      this.#active.add(this.#upcoming.shift()!.producerId);
    }
    return transactional && this.#active.has(producerId);
  }

  /** A control batch of this producer: an abort marker ends its aborted transaction. */
  control(producerId: bigint, key: Buffer | null): void {
    if (key !== null && key.length >= 4 && key.readInt16BE(CONTROL_TYPE_AT) === ABORT) this.#active.delete(producerId);
  }
}
