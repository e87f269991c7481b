import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Walks in which something may be gone before one has to find everything, and the milliseconds that others get to finish what they are at before each. */
const WALKS = 50;
const PAUSE = 20;

export interface Search {
  /** Files that were looked into. */
  looked: number;
  /** Paths below the folder of those that hold what was looked for, with `/` between steps. */
  holding: string[];
}

/**
 * Looks for bytes in every file below a folder in which others may still be writing. What vanishes while it is looked at can hold
 * nothing any more, but it may have been renamed behind the reader's back: then the folder is walked again, until a walk finds all it saw.
 * Throws where the folder itself is not there.
 */
export async function filesHolding(folder: string, wanted: string | Uint8Array): Promise<Search> {
  let vanished: string | undefined;
  for (let walk = 0; walk < WALKS; walk += 1) {
    await setTimeout(walk * PAUSE);
    const search = await oneWalk(folder, wanted);
    if (!('vanished' in search)) return search;
    ({ vanished } = search);
  }
  throw new Error(`something vanished below ${folder} in each of ${WALKS} walks, at last ${vanished}`);
}

/** What vanished between being listed and being read ends a walk. */
async function oneWalk(folder: string, wanted: string | Uint8Array): Promise<Search | { vanished: string | undefined }> {
  const search: Search = { looked: 0, holding: [] };
  try {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      search.looked += 1;
      if ((await readFile(path)).includes(wanted)) search.holding.push(relative(folder, path).replaceAll('\\', '/'));
    }
    return search;
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && path !== folder) return { vanished: path };
    throw error;
  }
}
