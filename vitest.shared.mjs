import { defineConfig } from 'vitest/config';

/** What every project's unit tests share. Integration tests have their own in test/vitest.config.ts. */
export const unitTests = defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
    slowTestThreshold: 500,
    passWithNoTests: true,
  },
});
