import { open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { noteSynced } from './synced-files.ts';

/** Small file that is rewritten in place; everything else LanceDB writes once under a fresh name. */
const REWRITTEN = 'latest_version_hint.json';

/**
 * LanceDB never syncs what it writes: after a power cut the newest files are empty. Each call makes every file that is
 * new since the last one durable, with the directories that name them (SECURITY.md 2(b)), and notes which they are.
 */
export function createFileSync(directory: string): () => Promise<void> {
  let synced = new Map<string, number>();
  return async () => {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const next = new Map(files.map((file) => [file, synced.get(file) ?? 0]));
    const fresh = files.filter((file) => !synced.has(file) || file.endsWith(REWRITTEN));
    await inGroups(fresh, 16, async (file) => void next.set(file, await syncFile(file)));
    const folders = new Set(fresh.flatMap((file) => ancestors(file, directory)));
    if (process.platform !== 'win32') await inGroups([...folders], 16, syncFile);
    synced = next;
    await noteSynced(directory, synced);
  };
}

function ancestors(file: string, root: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(file); folder.length >= root.length; folder = dirname(folder)) folders.push(folder);
  return folders;
}

async function inGroups(paths: readonly string[], size: number, work: (path: string) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < paths.length; at += size) await Promise.all(paths.slice(at, at + size).map(work));
}

/** Returns the size in bytes. */
async function syncFile(path: string): Promise<number> {
  // Windows syncs only what was opened for writing.
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r').catch((error: NodeJS.ErrnoException) => {
    // Upkeep may have removed it since the directory was read.
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (handle === null) return 0;
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}
