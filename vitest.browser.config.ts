import { defineConfig } from 'vitest/config';

/** Journeys in a real Chromium against the built appliance; each file starts a whole Millwright of its own. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
