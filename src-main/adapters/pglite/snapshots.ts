import { constants } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncPath, syncTree } from './sync-tree.ts';

const KEPT = 3;

/** Folder beside the database's own that holds its copies. A copy is put back by moving it to the database's place. */
function snapshotsFolder(directory: string): string {
  return join(dirname(directory), 'pg-snapshots');
}

/** Copies a closed database, under a name that says when and before what; keeps the newest three. Returns the copy's path. */
export async function takeSnapshot(directory: string, before: string, now: Date): Promise<string> {
  const folder = snapshotsFolder(directory);
  const target = join(folder, `${now.toISOString().replaceAll(/[:.]/g, '-')}-before-${before.replace(/\.sql$/, '')}`);
  const unfinished = `${target}.unfinished`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (name.endsWith('.unfinished')) await rm(join(folder, name), { recursive: true, force: true });
  }
  await cp(directory, unfinished, { recursive: true, mode: constants.COPYFILE_FICLONE });
  await syncTree(unfinished);
  await rename(unfinished, target);
  await syncPath(folder, 'folder');
  const kept = (await readdir(folder)).sort();
  for (const name of kept.slice(0, -KEPT)) await rm(join(folder, name), { recursive: true, force: true });
  return target;
}

/** Bytes of all files in a folder. */
export async function folderBytes(root: string): Promise<number> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
