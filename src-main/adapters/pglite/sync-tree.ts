import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files synced at the same time: enough to let the disk reorder, few enough for any limit on open files. */
const AT_ONCE = 16;

/** Forces a file or folder itself to the disk. Folders cannot be synced on Windows, which writes their entries through. */
export async function syncPath(path: string, kind: 'file' | 'folder'): Promise<void> {
  if (kind === 'folder' && process.platform === 'win32') return;
  const handle = await open(path, kind === 'folder' ? 'r' : 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Forces a whole folder to the disk: every file in it, then every folder. */
export async function syncTree(root: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (let start = 0; start < files.length; start += AT_ONCE) {
    await Promise.all(files.slice(start, start + AT_ONCE).map((file) => syncPath(file, 'file')));
  }
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  for (const folder of [...folders, root]) await syncPath(folder, 'folder');
}
