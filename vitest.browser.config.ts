import { defineConfig } from 'vitest/config';

/** Journeys in a real Chromium against the built appliance: one at a time, since each starts a whole Millwright. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
