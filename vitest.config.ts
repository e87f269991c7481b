import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Each file opens databases for seconds: compiling WebAssembly a second time, for speed, costs more than it gives there.
    execArgv: ['--liftoff-only'],
    // Commands and workers start from source some hundred times: their TypeScript is stripped once.
    env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, '.cache/compiled') },
    testTimeout: 120_000,
    hookTimeout: 180_000,
    projects: [
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: ['test/browser/**', '**/node_modules/**'] } },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['src-shared/**/*.test.ts', 'src-main/**/*.test.ts', 'src-renderer/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'],
          // Loading what a part needs takes longer than trying it: files that follow each other in a process load it once.
          isolate: false,
        },
      },
    ],
  },
});
