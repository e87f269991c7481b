import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { pdfjsFiles } from './scripts/pdfjs-files.ts';

const root = import.meta.dirname;

/** Programs and workers, each a file of its own in `out/main`. */
const entries = {
  electron: 'src-main/hosts/electron/main.ts',
  'core-process': 'src-main/hosts/core-process.ts',
  cli: 'src-main/hosts/cli.ts',
  'inference-worker': 'src-main/hosts/inference-worker.ts',
  'embedding-worker': 'src-main/hosts/embedding-worker.ts',
  'reader-worker': 'src-main/adapters/readers/reader-worker.ts',
  'scan-worker': 'src-main/adapters/vector-scan/scan-worker.ts',
  'recognition-worker': 'src-main/adapters/ocr/recognition-worker.ts',
  'audit-verify': 'src-main/hosts/audit-verify.ts',
  'audit-verify-worker': 'src-main/hosts/audit-verify-worker.ts',
  'question-trainer-worker': 'src-main/hosts/question-trainer-worker.ts',
  'rule-try-worker': 'src-main/hosts/rule-try-worker.ts',
  'sql-worker': 'src-main/hosts/sql-worker.ts',
  'database-worker': 'src-main/adapters/pglite/database-worker.ts',
};

function presentEntries(): Record<string, string> {
  const present = Object.entries(entries).filter(([, file]) => existsSync(resolve(root, file)));
  return Object.fromEntries(present.map(([name, file]) => [name, resolve(root, file)]));
}

/** Screens have addresses with slashes in them, so assets are named from the root: under `app://` and HTTP alike. */
const assetsFromRoot: Plugin = { name: 'millwright:assets-from-root', enforce: 'post', config: () => ({ base: '/' }) };

export default defineConfig({
  main: {
    build: {
      outDir: resolve(root, 'out/main'),
      // The appliance and the command line run on Node, from this version on.
      target: 'node22.13',
      sourcemap: true,
      externalizeDeps: true,
      rolldownOptions: {
        input: presentEntries(),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: resolve(root, 'out/preload'),
      // A sandboxed preload can load neither packages nor ES modules: one CommonJS file with everything in it.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: resolve(root, 'src-preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: resolve(root, 'src-renderer'),
    plugins: [react(), pdfjsFiles(), assetsFromRoot],
    publicDir: false,
    build: {
      outDir: resolve(root, 'out/renderer'),
      target: 'es2022',
      minify: true,
      sourcemap: false,
      // What the licences of the programs in it ask for.
      license: { fileName: 'licences.md' },
      // The content policy allows nothing inline, data addresses of scripts and workers included.
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: resolve(root, 'src-renderer/index.html'), start: resolve(root, 'src-renderer/start/index.html') } },
    },
  },
});
