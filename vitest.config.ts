import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src-shared/**/*.test.ts', 'src-main/**/*.test.ts', 'src-renderer/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs', 'test/**/*.test.ts'],
    exclude: ['test/browser/**', '**/node_modules/**', 'out/**'],
    pool: 'forks',
    maxWorkers: 2,
    // Each file opens databases for seconds: compiling WebAssembly a second time, for speed, costs more than it gives there.
    execArgv: ['--liftoff-only'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
