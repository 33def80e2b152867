import { StreamError } from '@fleetlane/stream';
import { describeDeadLetters } from './conformance/dead-letters-conformance.ts';
import { describeSink } from './conformance/sink-conformance.ts';
import { describeSource } from './conformance/source-conformance.ts';
import { FakeDeadLetters } from './fake-dead-letters.ts';
import { FakeLease, makeRecord } from './fake-lease.ts';
import { FakeSink, reject } from './fake-sink.ts';
import { FakeSource } from './fake-source.ts';

const lease = new FakeLease();

describeSink('FakeSink', {
  create: async () => {
    const sink = new FakeSink();
    sink.judge = ({ value }) => (String(value) === 'bad' ? reject : undefined);
    return {
      sink,
      good: (offset) => makeRecord(lease, offset),
      bad: (offset) => makeRecord(lease, offset, { value: Buffer.from('bad') }),
      arrived: async () => sink.delivered.map(({ offset }) => offset),
      end: async () => undefined,
    };
  },
});

describeDeadLetters('FakeDeadLetters', {
  create: async () => {
    const letters = new FakeDeadLetters();
    const deadLetters = {
      open: () => letters.open(),
      close: () => letters.close(),
      write: async (list: Parameters<FakeDeadLetters['write']>[0]) => {
        if (list.some(({ record }) => record.lease.topic === 'gone')) throw new StreamError('DEAD_LETTER_UNWRITABLE', 'gone');
        await letters.write(list);
      },
    };
    return { deadLetters, topic: 't', unwritableTopic: 'gone', written: async () => letters.letters.map(({ record }) => (record.value === null ? null : String(record.value))), end: async () => undefined };
  },
});

describeSource('FakeSource', {
  create: async () => {
    const source = new FakeSource();
    const leases = [new FakeLease('t', 0), new FakeLease('t', 1)];
    return {
      source,
      opened: () => {
        for (const each of leases) source.assign(each);
      },
      turn: () => source.turn(),
      produce: async (partition, count) => void source.deliver(leases[partition]!, count),
      committed: async (partition) => leases[partition]!.commits.at(-1),
      end: async () => undefined,
    };
  },
});
