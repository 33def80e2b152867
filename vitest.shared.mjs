import { defineConfig } from 'vitest/config';

/** What every project's unit tests share. Integration tests have their own in test/vitest.config.ts. */
export const unitTests = defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
    environment: 'node',
    slowTestThreshold: 500,
    passWithNoTests: true,
    reporters: ['default', ['json', { outputFile: 'dist/test-results.json' }]],
  },
});
