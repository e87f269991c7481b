import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const COPIED = ['package.json', '.oxlintrc.json', 'tsconfig.base.json', 'src-shared', 'src-main', 'src-preload', 'src-renderer', 'scripts'];
const PROJECTS = ['src-shared', 'src-main/core', 'src-main/adapters', 'src-main/transports', 'src-main/hosts', 'src-preload', 'src-renderer'];

export interface GateResult {
  passed: boolean;
  output: string;
}

/** A copy of the sources where rules can be broken without touching the real ones. */
export interface CopiedTree {
  plant(path: string, source: string): Promise<void>;
  lint(): Promise<GateResult>;
  types(): Promise<GateResult>;
  remove(): Promise<void>;
}

export async function copyTree(): Promise<CopiedTree> {
  const copy = await mkdtemp(join(tmpdir(), 'millwright-architecture-'));
  await Promise.all(COPIED.map((name) => cp(join(root, name), join(copy, name), { recursive: true })));
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const gate = (script: string, args: string[]): Promise<GateResult> =>
    new Promise((done) => {
      const options = { cwd: copy, maxBuffer: 64 << 20 };
      execFile(process.execPath, [join(root, 'node_modules', script), ...args], options, (error, stdout, stderr) => {
        done({ passed: error === null, output: stdout + stderr });
      });
    });
  return {
    plant: async (path, source) => {
      await mkdir(dirname(join(copy, path)), { recursive: true });
      await writeFile(join(copy, path), source);
    },
    lint: () => gate('oxlint/bin/oxlint', ['--deny-warnings', '--format', 'json']),
    types: () => gate('typescript/bin/tsc', ['-b', '--pretty', 'false', ...PROJECTS]),
    remove: () => rm(copy, { recursive: true, force: true }),
  };
}
