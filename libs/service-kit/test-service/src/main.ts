import { secret, section, z } from '@fleetlane/config';
import type { PipelineStatus } from '@fleetlane/stream';
import { runService, serviceSections, type PipelineRunner } from '../../src/index.ts';

/** A service without Kafka, bundled and run by the tests of the life cycle. Its configuration says how it misbehaves. */
const schema = section({
  ...serviceSections,
  password: secret().optional(),
  probe: z.enum(['good', 'bad']).default('good'),
  behaviour: z.enum(['good', 'cannot-start', 'fails', 'throws', 'hangs-in-drain', 'slow-drain', 'leaves-records']).default('good'),
});

class ScriptedRunner implements PipelineRunner {
  readonly #behaviour: z.output<typeof schema>['behaviour'];
  #state: PipelineStatus['state'] = 'starting';

  constructor(behaviour: z.output<typeof schema>['behaviour']) {
    this.#behaviour = behaviour;
  }

  start(): Promise<void> {
    process.stdout.write('{"did":"start"}\n');
    if (this.#behaviour === 'cannot-start') return Promise.reject(new Error('the group is forbidden'));
    this.#state = this.#behaviour === 'fails' ? 'failed' : 'running';
    if (this.#behaviour === 'throws') setTimeout(() => { throw new Error('a defect'); }, 10);
    return Promise.resolve();
  }

  status(): PipelineStatus {
    const inFlight = this.#behaviour === 'hangs-in-drain' || this.#behaviour === 'leaves-records' ? 7 : 0;
    return {
      state: this.#state,
      source: { state: this.#state === 'failed' ? 'failed' : 'reading', rebalances: 1 },
      ledger: { received: 7, delivered: 7 - inFlight, deadLettered: 0, dropped: 0, returned: 0, inFlight, imbalance: 0 },
      inFlightBytes: 0,
      inFlightLimitBytes: 1,
      lastSettledAtMs: undefined,
      heartbeatAtMs: Date.now(),
      partitions: [],
    };
  }

  async drain(deadlineMs: number): Promise<{ readonly unsettled: number }> {
    this.#state = 'draining';
    process.stdout.write(`{"did":"drain","deadlineMs":${deadlineMs}}\n`);
    if (this.#behaviour === 'hangs-in-drain') await new Promise(() => {});
    if (this.#behaviour === 'slow-drain') await new Promise((resolve) => setTimeout(resolve, 1_000));
    return { unsettled: this.#behaviour === 'leaves-records' ? 7 : 0 };
  }

  close(): Promise<void> {
    process.stdout.write('{"did":"close"}\n');
    return Promise.resolve();
  }
}

const exitCode = await runService(
  {
    name: 'test-service',
    version: '1.2.3',
    description: 'does nothing, as it is told',
    sink: 'nothing',
    schema,
    crossChecks: () => [],
    createPipeline: ({ behaviour }) => new ScriptedRunner(behaviour),
    probes: ({ probe }) => [{ title: 'The world', run: () => Promise.resolve(probe === 'good' ? { ok: true, detail: 'is there' } : { ok: false, detail: 'is gone', remedy: 'Bring it back.' }) }],
  },
  process.argv.slice(2),
);
if (exitCode !== undefined) process.exit(exitCode);
