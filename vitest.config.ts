import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Tests that have a process for each file. All others share one, and must leave it as they found it. */
const ALONE = [
  'test/{agents,approvals,architecture,contract,electron,faults,models,notices,scenarios,support,tools}/**/*.test.ts',
  'test/{database/{personal-tables,private-files,resource-rules},identity/{brute-force,system-browser},readers/pdf-damage}.test.ts',
];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Loading what a file tries takes longer than most take to try it: files that follow each other in a process load it once.
    isolate: false,
    // Commands and workers start from source some hundred times: their TypeScript is stripped once.
    env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, '.cache/compiled') },
    // Only what hangs meets these, on a busy machine, too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'alone',
          include: ALONE,
          exclude: ['**/node_modules/**'],
          isolate: true,
          // Each process opens databases for seconds: compiling WebAssembly a second time, for speed, costs more than it gives there.
          execArgv: ['--liftoff-only'],
        },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...ALONE, 'test/browser/**', '**/node_modules/**'],
          setupFiles: ['test/support/keep-compiled-database.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'parts', include: ['src-shared/**/*.test.ts', 'src-main/**/*.test.ts', 'src-renderer/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'] },
      },
    ],
  },
});
