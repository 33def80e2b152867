import { describe, expect, test } from 'vitest';
import type { DeadLetter, DeadLetters } from '@fleetlane/stream';
import { FakeLease, makeRecord } from '../fake-lease.ts';

export interface DeadLettersHarness {
  create(): Promise<{
    readonly deadLetters: DeadLetters;
    /** Topic of records whose letters can be written, and of one whose letters cannot. */
    readonly topic: string;
    readonly unwritableTopic: string;
    /** Values of the letters that stand there. */
    readonly written: () => Promise<(string | null)[]>;
    readonly end: () => Promise<void>;
  }>;
}

const never = new AbortController().signal;

/** The contract of {@link DeadLetters}. Every implementation runs it, the fake as well. */
export function describeDeadLetters(name: string, { create }: DeadLettersHarness): void {
  describe(`${name} keep the contract of dead letters`, () => {
    const withLetters = async (run: (parts: Awaited<ReturnType<DeadLettersHarness['create']>>) => Promise<void>): Promise<void> => {
      const parts = await create();
      await parts.deadLetters.open(never);
      try {
        await run(parts);
      } finally {
        await parts.deadLetters.close();
        await parts.end();
      }
    };
    const letter = (topic: string, value: string | null): DeadLetter => ({
      record: makeRecord(new FakeLease(topic), 0, { value: value === null ? null : Buffer.from(value) }),
      failure: { code: 'RECORD_MALFORMED', verdict: 'reject', reason: 'no JSON' },
    });

    test('letters are durable when write resolves, tombstones among them', () =>
      withLetters(async ({ deadLetters, topic, written }) => {
        await deadLetters.write([letter(topic, 'a'), letter(topic, null)], never);
        await deadLetters.write([letter(topic, 'b')], never);
        expect((await written()).sort()).toEqual(['a', 'b', null].sort());
      }));

    test('writes at the same time all arrive', () =>
      withLetters(async ({ deadLetters, topic, written }) => {
        await Promise.all(['a', 'b', 'c', 'd'].map((value) => deadLetters.write([letter(topic, value)], never)));
        expect((await written()).sort()).toEqual(['a', 'b', 'c', 'd']);
      }));

    test('what cannot be written rejects as DEAD_LETTER_UNWRITABLE, and the next write is not harmed', () =>
      withLetters(async ({ deadLetters, topic, unwritableTopic, written }) => {
        await expect(deadLetters.write([letter(unwritableTopic, 'a')], never)).rejects.toMatchObject({ code: 'DEAD_LETTER_UNWRITABLE' });
        await deadLetters.write([letter(topic, 'b')], never);
        expect(await written()).toEqual(['b']);
      }));
  });
}
