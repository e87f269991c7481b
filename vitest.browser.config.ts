import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/browser/support/longest-first.ts';

/** Journeys in a real Chromium against the built appliance; each file starts a whole Millwright of its own, over a copy of a plant that is set up once. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: 'test/browser/support/made-plants.ts',
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Each file starts the same program, with its workers: its code is compiled once.
    env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, '.cache/compiled') },
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // As long as a busy machine may take; the default is a second.
    expect: { poll: { timeout: 90_000 } },
  },
});
