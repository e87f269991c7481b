import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Beside the table's folder: the size of every file in it that is known to be on disk. */
const noteOf = (directory: string): string => `${directory}.synced.json`;

/**
 * Notes what was made durable, so that the next opening need not read every row to know it is whole. The note itself is not
 * synced: one that is lost or torn only costs that reading.
 */
export async function noteSynced(directory: string, sizes: ReadonlyMap<string, number>): Promise<void> {
  const files = Object.fromEntries([...sizes].map(([file, size]) => [relative(directory, file), size]));
  const path = noteOf(directory);
  await writeFile(`${path}.new`, JSON.stringify(files));
  await rename(`${path}.new`, path);
}

/** Makes the next opening read everything. */
export async function forgetSynced(directory: string): Promise<void> {
  await rm(noteOf(directory), { force: true });
}

/** Whether the directory holds exactly the files of the note, each as long as it was when it was made durable. */
export async function unchangedSinceSynced(directory: string): Promise<boolean> {
  const noted = await readNote(directory);
  if (noted === null) return false;
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (files.length !== noted.size) return false;
  for (const file of files) if ((await stat(file)).size !== noted.get(relative(directory, file))) return false;
  return true;
}

async function readNote(directory: string): Promise<Map<string, unknown> | null> {
  try {
    const note: unknown = JSON.parse(await readFile(noteOf(directory), 'utf8'));
    return typeof note === 'object' && note !== null ? new Map(Object.entries(note)) : null;
  } catch {
    return null;
  }
}
