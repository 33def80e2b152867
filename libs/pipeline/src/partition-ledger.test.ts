import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Delivery, PartitionLease, StreamRecord } from '@fleetlane/stream';
import { PartitionLedger } from './partition-ledger.ts';

const lease = {} as PartitionLease;

/** Offsets that hold records, and where the delivery ends. */
function delivery(firstOffset: number, offsets: readonly number[], nextOffset: number): Delivery {
  const records = offsets.map((offset): StreamRecord => ({ lease, offset, timestampMs: offset * 10, key: null, value: null, headers: [] }));
  return { lease, records, firstOffset, nextOffset, bytes: 100 };
}

describe('PartitionLedger', () => {
  test('nothing may be committed before it is settled', () => {
    const ledger = new PartitionLedger();
    ledger.receive(delivery(5, [5, 6, 7], 8));
    expect(ledger.committable()).toBe(5);
    ledger.settle(6);
    expect(ledger.committable()).toBe(5);
    ledger.settle(5);
    expect(ledger.committable()).toBe(7);
    ledger.settle(7);
    expect(ledger.committable()).toBe(8);
  });

  test('a stretch without records is passed as soon as what stands before it is settled', () => {
    const ledger = new PartitionLedger();
    ledger.receive(delivery(0, [0], 10));
    ledger.receive(delivery(10, [], 20));
    expect(ledger.committable()).toBe(0);
    ledger.settle(0);
    expect(ledger.committable()).toBe(20);
  });

  test('the memory of a delivery is free when its last record settles', () => {
    const ledger = new PartitionLedger();
    ledger.receive(delivery(0, [0, 1], 2));
    expect(ledger.settle(1)).toBe(0);
    expect(ledger.settle(0)).toBe(100);
  });

  test.each([['twice', 0], ['that was never received', 99]])('settling a record %s is a defect and throws', (_, offset) => {
    const ledger = new PartitionLedger();
    ledger.receive(delivery(0, [0, 1], 2));
    ledger.settle(0);
    expect(() => ledger.settle(offset)).toThrow(/settled twice or never received/);
  });

  test('names the time of the record that holds the offset up', () => {
    const ledger = new PartitionLedger();
    ledger.receive(delivery(0, [0, 1, 2], 3));
    ledger.settle(0);
    expect(ledger.oldestUnsettledTimestampMs()).toBe(10);
  });

  test('no gap and no commit before delivery, whatever the gaps and the order of settling', () => {
    const chunk = fc.record({ present: fc.array(fc.boolean(), { maxLength: 12 }), tail: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat()), (chunks, dice) => {
        const ledger = new PartitionLedger();
        const open = new Set<number>();
        let next = 0;
        for (const { present, tail } of chunks) {
          const first = next;
          const offsets = present.flatMap((is, index) => (is ? [first + index] : []));
          next = first + present.length + tail;
          ledger.receive(delivery(first, offsets, next));
          for (const offset of offsets) open.add(offset);
        }
        for (;;) {
          // The model: everything below the smallest open offset is settled, and the next record is that one.
          const committable = ledger.committable()!;
          for (const offset of open) expect(committable).toBeLessThanOrEqual(offset);
          expect(ledger.unsettled).toBe(open.size);
          if (open.size === 0) {
            expect(committable).toBe(next);
            return;
          }
          const pick = [...open][dice.next().value! % open.size]!;
          ledger.settle(pick);
          open.delete(pick);
        }
      }),
    );
  });
});
