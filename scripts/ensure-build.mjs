import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './bundled-node.mjs';
import { runPackage } from './run-program.mjs';

const SOURCES = ['src-shared', 'src-main', 'src-preload', 'src-renderer', 'electron.vite.config.ts', 'package-lock.json'];
const RESULTS = ['out/main/cli.js', 'out/main/electron.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];

/** Builds when there is no build or a source is newer than it. Throws a sentence when the build fails. */
export async function ensureBuild() {
  if (await isBuildCurrent()) return;
  console.log('Building Millwright…');
  const { status, output } = await runPackage('electron-vite/bin/electron-vite.js', ['build'], { capture: true });
  if (status !== 0) throw new Error(`The build failed:\n${output}`);
}

async function isBuildCurrent() {
  const built = await Promise.all(RESULTS.map((path) => modifiedAt(join(root, path))));
  const changed = await Promise.all(SOURCES.map((path) => newestIn(join(root, path))));
  return Math.min(...built) >= Math.max(...changed);
}

async function modifiedAt(path) {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}

async function newestIn(path) {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name));
  const times = await Promise.all(files.map((entry) => modifiedAt(join(entry.parentPath, entry.name))));
  return Math.max(await modifiedAt(path), ...times);
}
