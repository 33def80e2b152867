export { FakeDeadLetters } from './fake-dead-letters.ts';
export { FakeLease, makeRecord } from './fake-lease.ts';
export { FakeSink, halt, reject, retry, type Judge } from './fake-sink.ts';
export { FakeSource } from './fake-source.ts';
export { ManualClock, settle } from './manual-clock.ts';
export { silentObserver } from './silent-observer.ts';
export { describeDeadLetters, type DeadLettersHarness } from './conformance/dead-letters-conformance.ts';
export { describeSink, type SinkHarness } from './conformance/sink-conformance.ts';
export { describeSource, type SourceHarness } from './conformance/source-conformance.ts';
