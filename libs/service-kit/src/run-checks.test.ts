import type { Probe } from '@fleetlane/stream';
import { describe, expect, test } from 'vitest';
import { runChecks } from './run-checks.ts';

const good: Probe = { title: 'Kafka: reach', run: () => Promise.resolve({ ok: true, detail: '3 brokers' }) };
const bad: Probe = { title: 'OpenSearch: may write', run: () => Promise.resolve({ ok: false, detail: '403', remedy: 'Grant it.' }) };
const rejecting: Probe = { title: 'Broken', run: () => Promise.reject(new Error('defect')) };

async function outputOf(probes: Probe[], options: { colour?: boolean; json?: boolean; timeoutMs?: number } = {}): Promise<[ok: boolean, text: string]> {
  let text = '';
  const ok = await runChecks(probes, { write: (part) => void (text += part), colour: false, json: false, ...options });
  return [ok, text];
}

describe('checks', () => {
  test('end well when all do', async () => {
    expect(await outputOf([good, good])).toEqual([true, '✓ Kafka: reach: 3 brokers\n✓ Kafka: reach: 3 brokers\n\nAll 2 checks passed.\n']);
  });

  test('say what to do about the one that failed, and go on with the next', async () => {
    expect(await outputOf([bad, good])).toEqual([false, '✗ OpenSearch: may write: 403\n    Grant it.\n✓ Kafka: reach: 3 brokers\n\n1 of 2 checks failed.\n']);
  });

  test('are coloured only when asked', async () => {
    expect((await outputOf([good], { colour: true }))[1]).toContain('\u001b[32m✓');
    expect((await outputOf([good]))[1]).not.toContain('\u001b');
  });

  test('are one JSON object when a program reads them', async () => {
    const [ok, text] = await outputOf([good, bad], { json: true });
    expect([ok, JSON.parse(text)]).toEqual([false, { ok: false, checks: [{ title: 'Kafka: reach', ok: true, detail: '3 brokers' }, { title: 'OpenSearch: may write', ok: false, detail: '403', remedy: 'Grant it.' }] }]);
  });

  test('fail when a probe rejects (ended the command without a word on the others)', async () => {
    const [ok, text] = await outputOf([rejecting, good]);
    expect(ok).toBe(false);
    expect(text).toContain('✗ Broken: defect\n');
    expect(text).toContain('✓ Kafka: reach');
  });

  test('fail when a probe hangs, whose signal aborts', async () => {
    let aborted = false;
    const hanging: Probe = {
      title: 'Slow',
      run: (signal) => {
        signal.addEventListener('abort', () => (aborted = true));
        return new Promise(() => {});
      },
    };
    expect((await outputOf([hanging], { timeoutMs: 20 }))[1]).toContain('✗ Slow: no answer within 0.02 s\n');
    expect(aborted).toBe(true);
  });
});
