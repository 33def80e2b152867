import { StreamError, type DeadLetter, type DeadLetters } from '@fleetlane/stream';

/** A dead-letter topic in memory that can be made unwritable. */
export class FakeDeadLetters implements DeadLetters {
  readonly letters: DeadLetter[] = [];
  broken = false;

  async open(): Promise<void> {}

  async write(letters: readonly DeadLetter[]): Promise<void> {
    if (this.broken) throw new StreamError('DEAD_LETTER_UNWRITABLE', 'the dead-letter topic is gone');
    this.letters.push(...letters);
  }

  async close(): Promise<void> {}
}
