import { asStreamError, type DeadLetter, type DeadLetters, type ErrorCode, type Failure, type StreamRecord } from '@fleetlane/stream';
import type { Settlement } from './settlement.ts';

export interface DeadLetterRouterParts {
  readonly deadLetters: DeadLetters;
  readonly settlement: Settlement;
  /** The letter cannot be written now: its partition waits with it. */
  readonly onUnwritable: (letter: DeadLetter, failure: Failure) => void;
  readonly signal: AbortSignal;
}

/**
 * Brings rejected records to the dead-letter topic, and settles them only when they are durable there. Topics are written
 * separately: one that is missing must not hold up the letters of another.
 */
export class DeadLetterRouter {
  readonly #parts: DeadLetterRouterParts;
  #open = 0;

  constructor(parts: DeadLetterRouterParts) {
    this.#parts = parts;
  }

  /** Writes under way. */
  get open(): number {
    return this.#open;
  }

  /** Takes the letters over; never rejects. */
  async route(letters: readonly DeadLetter[]): Promise<void> {
    const live = letters.filter(({ record }) => !record.lease.revoked.aborted);
    const byTopic = Map.groupBy(live, ({ record }) => record.lease.topic);
    await Promise.all([...byTopic.values()].map((list) => this.#write(list)));
  }

  /** Writes one letter; resolves with what stands in the way, undefined when it is written and settled. */
  async probe(letter: DeadLetter): Promise<Failure | undefined> {
    return this.#tryWrite([letter]);
  }

  async #write(letters: readonly DeadLetter[]): Promise<void> {
    const failure = await this.#tryWrite(letters);
    if (failure) for (const letter of letters) this.#parts.onUnwritable(letter, failure);
  }

  async #tryWrite(letters: readonly DeadLetter[]): Promise<Failure | undefined> {
    this.#open++;
    try {
      await this.#parts.deadLetters.write(letters, this.#parts.signal);
      const codes = new Map<StreamRecord, ErrorCode>(letters.map(({ record, failure }) => [record, failure.code]));
      this.#parts.settlement.deadLettered([...codes.keys()], (record) => codes.get(record)!);
      return undefined;
    } catch (error) {
      const { message } = asStreamError(error, 'DEAD_LETTER_UNWRITABLE');
      return { code: 'DEAD_LETTER_UNWRITABLE', verdict: 'halt', reason: message, cause: error };
    } finally {
      this.#open--;
    }
  }
}
