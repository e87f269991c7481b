import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderFile, FolderListing } from '#core/ports/folder-reader.ts';
import { isLeftOut } from './left-out-names.ts';

const MOST_FILES = 100_000;
const DEEPEST = 32;

export type Walked = Omit<FolderListing, 'identity'>;

/**
 * Files in and below a folder, in a stable order. Throws where the folder itself cannot be read; a folder below it that cannot
 * is told of and leaves it unsure what it holds.
 */
export async function walkFolder(folder: string, signal: AbortSignal): Promise<Walked> {
  const walked: Walked = { files: [], refused: [], unsure: [] };
  const folders: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    signal.throwIfAborted();
    const entries = await entriesIn(folder, next.path, walked);
    for (const entry of entries) {
      if (isLeftOut(entry.name)) continue;
      const path = next.path === '' ? entry.name : `${next.path}/${entry.name}`;
      if (entry.isSymbolicLink()) refuse(walked, path, 'This is a link, and links are not followed.');
      else if (entry.isDirectory()) enter(folders, walked, { path, depth: next.depth + 1 });
      else if (entry.isFile()) await take(folder, path, walked);
    }
  }
  return walked;
}

async function entriesIn(folder: string, path: string, walked: Walked): Promise<Dirent[]> {
  try {
    const entries = await readdir(join(folder, path), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (path === '') throw error;
    refuse(walked, path, 'This folder cannot be read: check that Millwright may open it.');
    walked.unsure.push(path);
    return [];
  }
}

function enter(folders: { path: string; depth: number }[], walked: Walked, next: { path: string; depth: number }): void {
  if (next.depth <= DEEPEST) folders.push(next);
  else refuse(walked, next.path, `Folders are followed ${DEEPEST} levels deep, and this one lies deeper.`);
}

async function take(folder: string, path: string, walked: Walked): Promise<void> {
  if (walked.files.length >= MOST_FILES) {
    walked.unsure.push(path);
    if (walked.files.length === MOST_FILES && !walked.refused.some(({ why }) => why === TOO_MANY)) refuse(walked, path, TOO_MANY);
    return;
  }
  try {
    const { size, mtime } = await stat(join(folder, path));
    walked.files.push({ path, sizeBytes: size, modifiedAt: mtime } satisfies FolderFile);
  } catch {
    walked.unsure.push(path);
  }
}

const TOO_MANY = `A folder is followed up to ${MOST_FILES} files; this one and those after it are left out.`;

function refuse(walked: Walked, path: string, why: string): void {
  walked.refused.push({ path, why });
}
