import { expect, test } from 'vitest';
import { systemClock, type PartitionLease } from '@fleetlane/stream';
import { InFlightBudget } from './in-flight-budget.ts';
import { LeaseGates } from './lease-gates.ts';

function harness() {
  const gates = new LeaseGates();
  const budget = new InFlightBudget(1_000, gates, systemClock);
  const leases = ['a', 'b'].map((topic) => {
    const state = { topic, partition: 0, paused: false };
    const lease = Object.assign(state, { revoked: new AbortController().signal, pause: () => void (state.paused = true), resume: () => void (state.paused = false), commit: async () => 'committed' as const });
    budget.open(lease satisfies PartitionLease);
    return lease;
  });
  return { gates, budget, a: leases[0]!, b: leases[1]! };
}

test('reading pauses at the limit and resumes with room to spare', () => {
  const { budget, a, b } = harness();
  budget.take(a, 600);
  budget.take(b, 400);
  expect([a.paused, b.paused]).toEqual([true, true]);
  budget.give(a, 200);
  expect([a.paused, b.paused]).toEqual([true, true]);
  budget.give(a, 100);
  expect([a.paused, b.paused]).toEqual([false, false]);
});

test('a halted partition that holds the whole budget does not starve the others', () => {
  const { gates, budget, a, b } = harness();
  gates.close(a, { kind: 'halted', reason: 'closed', sinceMs: 0 });
  budget.take(a, 1_000);
  expect(b.paused).toBe(false);
  budget.take(b, 300);
  expect(b.paused).toBe(true);
  budget.give(b, 300);
  expect([a.paused, b.paused]).toEqual([true, false]);
});

test('a partition that was taken away gives its memory back', () => {
  const { budget, a, b } = harness();
  budget.take(a, 1_500);
  budget.close(a);
  expect(budget.usedBytes).toBe(0);
  expect(b.paused).toBe(false);
});
