import { describe, expect, test } from 'vitest';
import { RestartPolicy } from './restart-policy.ts';

const policy = (): RestartPolicy => new RestartPolicy({ firstDelayMs: 100, maxDelayMs: 1_000, giveUpAfter: 3 }, () => 1);

describe('RestartPolicy', () => {
  test('restarts after every failure, later each time, up to the longest delay', () => {
    const restarts = policy();
    const delays = Array.from({ length: 6 }, () => restarts.failed(false)).map((decision) => ('delayMs' in decision ? decision.delayMs : 0));
    expect(delays).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  test('gives up after that many failures in a row which no retry can mend', () => {
    const restarts = policy();
    expect([1, 2, 3].map(() => restarts.failed(true).action)).toEqual(['restart', 'restart', 'give-up']);
  });

  test('unreachable brokers never lead to giving up', () => {
    const restarts = policy();
    expect(Array.from({ length: 100 }, () => restarts.failed(false).action)).not.toContain('give-up');
  });

  test('a healthy start forgets the failures before it', () => {
    const restarts = policy();
    restarts.failed(true);
    restarts.failed(true);
    restarts.healthy();
    expect(restarts.failed(true)).toEqual({ action: 'restart', delayMs: 100 });
  });
});
