import { open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Small file that is rewritten in place; everything else LanceDB writes once under a fresh name. */
const REWRITTEN = 'latest_version_hint.json';

/**
 * LanceDB never syncs what it writes: after a power cut the newest files are empty. Each call makes every file that is
 * new since the last one durable, with the directories that name them (SECURITY.md 2(b)).
 */
export function createFileSync(directory: string): () => Promise<void> {
  let synced = new Set<string>();
  return async () => {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const fresh = files.filter((file) => !synced.has(file) || file.endsWith(REWRITTEN));
    await inGroups(fresh, 16, syncFile);
    const folders = new Set(fresh.flatMap((file) => ancestors(file, directory)));
    if (process.platform !== 'win32') await inGroups([...folders], 16, syncFile);
    synced = new Set(files);
  };
}

function ancestors(file: string, root: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(file); folder.length >= root.length; folder = dirname(folder)) folders.push(folder);
  return folders;
}

async function inGroups(paths: readonly string[], size: number, work: (path: string) => Promise<void>): Promise<void> {
  for (let at = 0; at < paths.length; at += size) await Promise.all(paths.slice(at, at + size).map(work));
}

async function syncFile(path: string): Promise<void> {
  // Windows syncs only what was opened for writing.
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r').catch((error: NodeJS.ErrnoException) => {
    // Upkeep may have removed it since the directory was read.
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (handle === null) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
