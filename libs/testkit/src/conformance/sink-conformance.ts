import { describe, expect, test } from 'vitest';
import type { RecordBatch, Sink, StreamRecord } from '@fleetlane/stream';
import { recordBytes } from '@fleetlane/stream';

/** What the suite needs of a sink under test. */
export interface SinkHarness {
  /** A sink that was not opened yet, and its surroundings. */
  create(): Promise<{
    readonly sink: Sink;
    /** A record that the destination takes. */
    readonly good: (offset: number) => StreamRecord;
    /** A record that it can never take. */
    readonly bad: (offset: number) => StreamRecord;
    /** Offsets of the records that stand at the destination, each as often as it does. */
    readonly arrived: () => Promise<number[]>;
    readonly end: () => Promise<void>;
  }>;
}

const never = new AbortController().signal;
const batch = (records: readonly StreamRecord[]): RecordBatch => ({ records, bytes: records.reduce((sum, record) => sum + recordBytes(record), 0) });

/** The contract of {@link Sink}, sentence by sentence. Every sink runs it, the fake as well. */
export function describeSink(name: string, { create }: SinkHarness): void {
  describe(`${name} keeps the contract of a sink`, () => {
    const withSink = async (run: (parts: Awaited<ReturnType<SinkHarness['create']>>) => Promise<void>): Promise<void> => {
      const parts = await create();
      await parts.sink.open(never);
      try {
        await run(parts);
      } finally {
        await parts.sink.close();
        await parts.sink.close();
        await parts.end();
      }
    };

    test('every record that is not in the failures is durable when write resolves', () =>
      withSink(async ({ sink, good, arrived }) => {
        const { failures } = await sink.write(batch([good(0), good(1), good(2)]), never);
        expect(failures.size).toBe(0);
        expect((await arrived()).sort()).toEqual([0, 1, 2]);
      }));

    test('a record that can never be accepted is a failure at its place and no rejection, and its neighbours arrive', () =>
      withSink(async ({ sink, good, bad, arrived }) => {
        const { failures } = await sink.write(batch([good(0), bad(1), good(2), bad(3)]), never);
        expect([...failures].map(([place, { verdict }]) => [place, verdict])).toEqual([[1, 'reject'], [3, 'reject']]);
        expect((await arrived()).sort()).toEqual([0, 2]);
      }));

    test('writing a record again is no failure', () =>
      withSink(async ({ sink, good }) => {
        await sink.write(batch([good(0)]), never);
        expect((await sink.write(batch([good(0)]), never)).failures.size).toBe(0);
      }));

    test('several writes may be under way', () =>
      withSink(async ({ sink, good, arrived }) => {
        await Promise.all([0, 1, 2, 3].map((offset) => sink.write(batch([good(offset)]), never)));
        expect((await arrived()).sort()).toEqual([0, 1, 2, 3]);
      }));

    test('the records are left as they were', () =>
      withSink(async ({ sink, good }) => {
        const records = [good(0), good(1)];
        const before = records.map(({ value }) => Buffer.from(value!));
        await sink.write(batch(records), never);
        expect(records.map(({ value }) => value)).toEqual(before);
      }));

    test('a write whose signal is aborted already rejects with the reason', () =>
      withSink(async ({ sink, good }) => {
        await expect(sink.write(batch([good(0)]), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
      }));
  });
}
