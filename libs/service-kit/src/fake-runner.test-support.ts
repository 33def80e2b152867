import type { PipelineStatus } from '@fleetlane/stream';
import type { PipelineRunner } from './pipeline-runner.ts';

export function statusWith(change: Partial<PipelineStatus>): PipelineStatus {
  return {
    state: 'running',
    source: { state: 'reading', rebalances: 1 },
    ledger: { received: 10, delivered: 10, deadLettered: 0, dropped: 0, returned: 0, inFlight: 0, imbalance: 0 },
    inFlightBytes: 0,
    inFlightLimitBytes: 1024,
    lastSettledAtMs: Date.now(),
    heartbeatAtMs: Date.now(),
    partitions: [],
    ...change,
  };
}

/** A pipeline without records, whose state a test sets. It tells what is done to it. */
export class FakeRunner implements PipelineRunner {
  current: PipelineStatus = statusWith({ state: 'starting' });
  readonly calls: string[] = [];

  start(): Promise<void> {
    this.calls.push('start');
    return Promise.resolve();
  }

  status(): PipelineStatus {
    return this.current;
  }

  drain(deadlineMs: number): Promise<{ readonly unsettled: number }> {
    this.calls.push(`drain ${deadlineMs}`);
    this.current = statusWith({ state: 'draining' });
    return Promise.resolve({ unsettled: 0 });
  }

  close(): Promise<void> {
    this.calls.push('close');
    return Promise.resolve();
  }
}
