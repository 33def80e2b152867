import { defineConfig } from 'vitest/config';

/** Tests on real servers. They share one stack and two cores, so all files run one after another in one process. */
export default defineConfig({
  test: {
    include: ['integration/**/*.test.ts', '../tools/stack/src/**/*.integration.test.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    teardownTimeout: 20_000,
    slowTestThreshold: 15_000,
    reporters: ['default', ['json', { outputFile: 'dist/test-results.json' }]],
  },
});
