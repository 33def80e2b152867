import { styleText } from 'node:util';
import type { Probe, ProbeResult } from '@fleetlane/stream';

export interface CheckOutput {
  readonly write: (text: string) => void;
  readonly colour: boolean;
  readonly json: boolean;
  /** How long one check may take; 15 s when absent. */
  readonly timeoutMs?: number;
}

const PROBE_TIMEOUT_MS = 15_000;

/** Runs the probes one after another, telling each as it ends. Resolves with whether all went well. */
export async function runChecks(probes: readonly Probe[], { write, colour, json, timeoutMs = PROBE_TIMEOUT_MS }: CheckOutput): Promise<boolean> {
  const results: (ProbeResult & { title: string })[] = [];
  for (const probe of probes) {
    const result = { title: probe.title, ...(await runOne(probe, timeoutMs)) };
    results.push(result);
    if (!json) write(line(result, colour));
  }
  const failed = results.filter(({ ok }) => !ok).length;
  if (json) write(`${JSON.stringify({ ok: failed === 0, checks: results }, undefined, 2)}\n`);
  else write(failed === 0 ? `\nAll ${results.length} checks passed.\n` : `\n${failed} of ${results.length} checks failed.\n`);
  return failed === 0;
}

/** A probe must not reject and must heed its signal; one that does neither still ends as a failed check. */
async function runOne(probe: Probe, timeoutMs: number): Promise<ProbeResult> {
  const tooLate = new AbortController();
  const answer = Promise.withResolvers<ProbeResult>();
  const timer = setTimeout(() => {
    tooLate.abort();
    answer.resolve({ ok: false, detail: `no answer within ${timeoutMs / 1000} s`, remedy: 'Check the address and the network.' });
  }, timeoutMs);
  probe.run(tooLate.signal).then(answer.resolve, (error: unknown) => {
    answer.resolve({ ok: false, detail: error instanceof Error ? error.message : String(error), remedy: 'This is a defect of the check; report it.' });
  });
  try {
    return await answer.promise;
  } finally {
    clearTimeout(timer);
  }
}

function line({ title, ok, detail, remedy }: ProbeResult & { title: string }, colour: boolean): string {
  const mark = ok ? '✓' : '✗';
  const shown = colour ? styleText(ok ? 'green' : 'red', mark, { validateStream: false }) : mark;
  return `${shown} ${title}: ${detail}\n${ok || !remedy ? '' : `    ${remedy}\n`}`;
}
