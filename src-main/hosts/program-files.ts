import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WorkerEntry } from '#core/ports/worker-process.ts';

const SOURCES: Readonly<Record<WorkerEntry | 'reader-worker' | 'scan-worker' | 'recognition-worker' | 'audit-verify-worker' | 'question-trainer-worker' | 'rule-try-worker', string>> = {
  'sql-worker': 'src-main/hosts/sql-worker.ts',
  'database-worker': 'src-main/adapters/pglite/database-worker.ts',
  'embedding-worker': 'src-main/hosts/embedding-worker.ts',
  'inference-worker': 'src-main/hosts/inference-worker.ts',
  'reader-worker': 'src-main/adapters/readers/reader-worker.ts',
  'scan-worker': 'src-main/adapters/vector-scan/scan-worker.ts',
  'audit-verify-worker': 'src-main/hosts/audit-verify-worker.ts',
  'rule-try-worker': 'src-main/hosts/rule-try-worker.ts',
  'question-trainer-worker': 'src-main/hosts/question-trainer-worker.ts',
  'recognition-worker': 'src-main/adapters/ocr/recognition-worker.ts',
};

/** Where the program's own files lie: the built bundle beside its resources, or the sources when a test or bench runs them. */
export interface ProgramFiles {
  readonly root: string;
  readonly version: string;
  entry(name: keyof typeof SOURCES): string;
  entryUrl(name: keyof typeof SOURCES): URL;
  resource(...names: string[]): string;
  /** Models shipped with the program. */
  readonly models: string;
  /** The built screens; the folder is absent before a build. */
  readonly screens: string;
}

export function findProgramFiles(from = import.meta.dirname): ProgramFiles {
  const root = rootAbove(from);
  const built = from.startsWith(join(root, 'out') + sep);
  const entry: ProgramFiles['entry'] = (name) => (built ? join(root, 'out', 'main', `${name}.js`) : join(root, SOURCES[name]));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    root,
    version,
    entry,
    entryUrl: (name) => pathToFileURL(entry(name)),
    resource: (...names) => join(root, 'resources', ...names),
    models: join(root, 'models'),
    screens: join(root, 'out', 'renderer'),
  };
}

function rootAbove(directory: string): string {
  if (existsSync(join(directory, 'package.json')) && existsSync(join(directory, 'resources', 'migrations'))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error("The program's own files are missing: install Millwright again.");
  return rootAbove(parent);
}
