import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PIPELINE_DEFAULTS, Pipeline, type PipelineOptions } from '@fleetlane/pipeline';
import { silentLogger, type Failure, type StreamRecord } from '@fleetlane/stream';
import { FakeDeadLetters } from './fake-dead-letters.ts';
import { FakeLease } from './fake-lease.ts';
import { FakeSink, halt, reject, retry } from './fake-sink.ts';
import { FakeSource } from './fake-source.ts';
import { ManualClock, settle } from './manual-clock.ts';
import { silentObserver } from './silent-observer.ts';

const OPTIONS: PipelineOptions = {
  ...PIPELINE_DEFAULTS,
  batch: { maxBytes: 100_000, maxRecords: 7, lingerMs: 0 },
  maxInFlightBatches: 3,
  maxInFlightBytes: 3_000,
  retry: { firstMs: 10, maxMs: 100, durationMs: 1_000 },
  probe: { firstMs: 10, maxMs: 100 },
  commitIntervalMs: 0,
};

function harness() {
  const clock = new ManualClock();
  const source = new FakeSource();
  const sink = new FakeSink();
  const deadLetters = new FakeDeadLetters();
  const pipeline = new Pipeline({ source, sink, deadLetters, clock, observer: silentObserver, logger: silentLogger }, OPTIONS);
  return { clock, source, sink, deadLetters, pipeline };
}

/** Lets timers of the batcher and the committer (real) and of retries and probes (manual) run. */
async function pass(clock: ManualClock, source: FakeSource, ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  await clock.advance(ms);
  source.turn();
  await settle();
}

type Step =
  | { readonly do: 'deliver'; readonly partition: number; readonly count: number; readonly gap: number }
  | { readonly do: 'rebalance'; readonly partition: number; readonly how: 'orderly' | 'sudden' }
  | { readonly do: 'weather'; readonly seed: number }
  | { readonly do: 'dead letters'; readonly broken: boolean }
  | { readonly do: 'sink defect'; readonly broken: boolean }
  | { readonly do: 'hold'; readonly held: boolean }
  | { readonly do: 'pass'; readonly ms: number };

const partition = fc.nat(2);
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver' as const), partition, count: fc.integer({ min: 0, max: 12 }), gap: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('rebalance' as const), partition, how: fc.constantFrom('orderly' as const, 'sudden' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('weather' as const), seed: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('dead letters' as const), broken: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('sink defect' as const), broken: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), held: fc.boolean() }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(300) }) },
  ),
  { minLength: 5, maxLength: 40 },
) as fc.Arbitrary<Step[]>;

/** A fate for every record and every attempt, from a seed: mostly good, sometimes each kind of trouble. */
function weather(seed: number): (record: StreamRecord) => Failure | undefined {
  let attempt = 0;
  return (record) => {
    const die = (((seed ^ (record.offset * 2_654_435_761) ^ (record.lease.partition * 40_503) ^ (attempt++ * 97)) >>> 0) % 97) / 97;
    if (die < 0.75) return undefined;
    if (die < 0.83) return retry();
    if (die < 0.87) return retry('SINK_RECORD_REJECTED_FOR_LOAD');
    if (die < 0.95) return reject;
    return halt;
  };
}

describe('the pipeline under random schedules', () => {
  test('every record is settled once, no offset is committed ahead, and the books balance', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (schedule) => {
        const { clock, source, sink, deadLetters, pipeline } = harness();
        await pipeline.start();
        const all: FakeLease[] = [];
        const owned = [0, 1, 2].map((number) => source.assign(new FakeLease('t', number)));
        all.push(...owned);
        const received: StreamRecord[] = [];
        for (const step of schedule) {
          switch (step.do) {
            case 'deliver':
              received.push(...source.deliver(owned[step.partition]!, step.count, step.gap));
              break;
            case 'rebalance': {
              const lease = owned[step.partition]!;
              const revoking = source.revoke([lease], step.how);
              await Promise.race([revoking, pass(clock, source, 500).then(() => sink.release()).then(() => pass(clock, source, 500))]);
              // A drain that takes too long is cut off by the source.
              if (!lease.revoked.aborted) await source.revoke([lease], 'sudden');
              owned[step.partition] = source.assign(new FakeLease('t', step.partition), lease.commits.at(-1) ?? 0);
              all.push(owned[step.partition]!);
              break;
            }
            case 'weather':
              sink.judge = weather(step.seed);
              break;
            case 'dead letters':
              deadLetters.broken = step.broken;
              break;
            case 'sink defect':
              sink.defect = step.broken ? new Error('a defect') : undefined;
              break;
            case 'hold':
              if (step.held) sink.hold();
              else sink.release();
              break;
            case 'pass':
              await pass(clock, source, step.ms);
          }
          expect(pipeline.status().ledger.imbalance).toBe(0);
          expectNoCommitAhead(all, sink, deadLetters, received);
        }

        // The world is mended: everything that is still ours must get through.
        sink.judge = () => undefined;
        sink.defect = undefined;
        deadLetters.broken = false;
        sink.release();
        await pass(clock, source, 50);
        for (let i = 0; i < 60 && (pipeline.status().ledger.inFlight > 0 || source.unread > 0); i++) await pass(clock, source, 200);
        await pass(clock, source, 50);
        const { ledger, inFlightBytes } = pipeline.status();
        expect({ inFlight: ledger.inFlight, imbalance: ledger.imbalance, inFlightBytes, unread: source.unread }).toEqual({ inFlight: 0, imbalance: 0, inFlightBytes: 0, unread: 0 });
        expectNoCommitAhead(all, sink, deadLetters, received);
        for (const lease of owned) expect(lease.paused).toBe(false);
        const arrived = new Set([...sink.delivered, ...deadLetters.letters.map(({ record }) => record)]);
        const lost = received.filter((record) => !record.lease.revoked.aborted && !arrived.has(record));
        expect(lost).toEqual([]);
        await pipeline.drain(0);
        await pipeline.close();
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

/** Everything of a lease below its committed offset has been delivered or dead-lettered. */
function expectNoCommitAhead(leases: readonly FakeLease[], sink: FakeSink, deadLetters: FakeDeadLetters, received: readonly StreamRecord[]): void {
  const arrived = new Set([...sink.delivered, ...deadLetters.letters.map(({ record }) => record)]);
  for (const lease of leases) {
    const committed = lease.commits.at(-1) ?? 0;
    const ahead = received.filter((record) => record.lease === lease && record.offset < committed && !arrived.has(record));
    expect(ahead.map(({ offset }) => offset)).toEqual([]);
    expect([...lease.commits].sort((a, b) => a - b)).toEqual(lease.commits);
  }
}
