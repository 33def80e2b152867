import { describe, expect, test } from 'vitest';
import type { Delivery, LeaseListener, PartitionLease, Source } from '@fleetlane/stream';

export interface SourceHarness {
  create(): Promise<{
    /** A source over one topic with two partitions, both empty, whose group has committed nothing. */
    readonly source: Source;
    /** Adds records to a partition. */
    readonly produce: (partition: number, count: number) => Promise<void>;
    /** Committed offset of a partition, as the system itself tells it. */
    readonly committed: (partition: number) => Promise<number | undefined>;
    /** Called after `open`; a fake is given its partitions here. */
    readonly opened?: () => void;
    /** Called after a lease was resumed; a fake looks again here. */
    readonly turn?: () => void;
    readonly end: () => Promise<void>;
  }>;
}

/** The contract of {@link Source}. Every source runs it, the fake as well. */
export function describeSource(name: string, { create }: SourceHarness): void {
  describe(`${name} keeps the contract of a source`, () => {
    const withSource = async (run: (parts: Awaited<ReturnType<SourceHarness['create']>> & { leases: PartitionLease[] }) => Promise<void>): Promise<void> => {
      const parts = await create();
      const leases: PartitionLease[] = [];
      const listener: LeaseListener = { assigned: (given) => void leases.push(...given), revoking: async () => undefined, lost: () => undefined };
      await parts.source.open(listener, new AbortController().signal);
      parts.opened?.();
      try {
        await run({ ...parts, leases });
      } finally {
        await parts.source.close();
        await parts.source.close();
        await parts.end();
      }
    };
    /** Reads until so many records came; the deliveries of each partition. */
    const readRecords = async (source: Source, count: number): Promise<Map<number, Delivery[]>> => {
      const deliveries = new Map<number, Delivery[]>();
      for (let seen = 0; seen < count; ) {
        const delivery = await source.read(AbortSignal.timeout(20_000));
        seen += delivery.records.length;
        deliveries.set(delivery.lease.partition, [...(deliveries.get(delivery.lease.partition) ?? []), delivery]);
      }
      return deliveries;
    };

    test('delivers every record once, in offset order within a partition, each under its lease', () =>
      withSource(async ({ source, produce, leases }) => {
        await produce(0, 5);
        await produce(1, 3);
        await produce(0, 4);
        const deliveries = await readRecords(source, 12);
        for (const [partition, count] of [[0, 9], [1, 3]] as const) {
          const mine = deliveries.get(partition)!;
          expect(mine.flatMap(({ records }) => records.map(({ offset }) => offset))).toEqual(Array.from({ length: count }, (_, offset) => offset));
          expect(mine.every(({ lease }) => leases.includes(lease) && lease.topic === mine[0]!.lease.topic)).toBe(true);
          mine.reduce((expected, { firstOffset, nextOffset }) => (expect(firstOffset).toBe(expected), nextOffset), 0);
        }
      }));

    test('waits while there is nothing, and an aborted read rejects with the reason and loses nothing', () =>
      withSource(async ({ source, produce }) => {
        const abort = new AbortController();
        const reading = source.read(abort.signal);
        abort.abort(new Error('enough'));
        await expect(reading).rejects.toThrow('enough');
        await produce(0, 2);
        expect((await readRecords(source, 2)).get(0)!.flatMap(({ records }) => records)).toHaveLength(2);
      }));

    test('a paused partition does not hold up the other, and goes on where it stopped', () =>
      withSource(async ({ source, produce, leases, turn }) => {
        const paused = leases.find(({ partition }) => partition === 0)!;
        paused.pause();
        await new Promise((resolve) => setTimeout(resolve, 600)); // a fetch that was under way comes back empty
        await produce(0, 2);
        await produce(1, 2);
        expect([...(await readRecords(source, 2)).keys()]).toEqual([1]);
        paused.resume();
        turn?.();
        expect([...(await readRecords(source, 2)).keys()]).toEqual([0]);
      }));

    test('commits the next offset to read, and refuses to for a lease that has ended', () =>
      withSource(async ({ source, produce, leases, committed }) => {
        await produce(0, 3);
        await readRecords(source, 3);
        const lease = leases.find(({ partition }) => partition === 0)!;
        expect(await lease.commit(3)).toBe('committed');
        expect(await committed(0)).toBe(3);
      }));
  });
}
