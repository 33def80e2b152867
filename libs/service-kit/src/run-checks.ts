import { styleText } from 'node:util';
import type { Probe, ProbeResult } from '@fleetlane/stream';

export interface CheckOutput {
  readonly write: (text: string) => void;
  readonly colour: boolean;
  readonly json: boolean;
}

const PROBE_TIMEOUT_MS = 15_000;

/** Runs the probes one after another, telling each as it ends. Resolves with whether all went well. */
export async function runChecks(probes: readonly Probe[], { write, colour, json }: CheckOutput): Promise<boolean> {
  const results: (ProbeResult & { title: string })[] = [];
  for (const probe of probes) {
    const result = { title: probe.title, ...(await runOne(probe)) };
    results.push(result);
    if (!json) write(line(result, colour));
  }
  const failed = results.filter(({ ok }) => !ok).length;
  if (json) write(`${JSON.stringify({ ok: failed === 0, checks: results }, undefined, 2)}\n`);
  else write(failed === 0 ? `\nAll ${results.length} checks passed.\n` : `\n${failed} of ${results.length} checks failed.\n`);
  return failed === 0;
}

async function runOne(probe: Probe): Promise<ProbeResult> {
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  const late = new Promise<ProbeResult>((resolve) => {
    signal.addEventListener('abort', () => resolve({ ok: false, detail: `no answer within ${PROBE_TIMEOUT_MS / 1000} s`, remedy: 'Check the address and the network.' }), { once: true });
  });
  return Promise.race([probe.run(signal), late]);
}

function line({ title, ok, detail, remedy }: ProbeResult & { title: string }, colour: boolean): string {
  const mark = ok ? '✓' : '✗';
  const shown = colour ? styleText(ok ? 'green' : 'red', mark) : mark;
  return `${shown} ${title}: ${detail}\n${ok || !remedy ? '' : `    ${remedy}\n`}`;
}
