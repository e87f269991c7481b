import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A file to take in, or one that is left out and why. */
export type Found = { path: string } | { path: string; skipped: string } | { path: string; failed: string };

/** Names that programs leave beside documents; nobody means them when they name a folder. */
const LEFT_OUT: readonly [RegExp, string][] = [
  [/^~\$|^\.~lock\..*#$/, 'a lock file of an office program'],
  [/^\.(?!\.)|^(thumbs\.db|desktop\.ini|ehthumbs\.db|__macosx)$/i, 'hidden or made by the system'],
  [/\.(tmp|part|crdownload|partial)$|~$/i, 'unfinished or temporary'],
];

/** The files named, and those in the folders named, in a stable order. A file that is named itself is taken whatever its name. */
export async function* walkFiles(paths: readonly string[]): AsyncGenerator<Found> {
  const entered = new Set<string>();
  for (const path of paths) {
    const kind = await kindOf(path);
    if (kind === 'folder') yield* walkFolder(path, entered);
    else yield kind === 'file' ? { path } : { path, failed: kind };
  }
}

/** `entered` holds the real places of the folders walked so far: links may lead back into them. */
async function* walkFolder(folder: string, entered: Set<string>): AsyncGenerator<Found> {
  const place = await realpath(folder).catch(() => folder);
  if (entered.has(place)) return yield { path: folder, skipped: 'a folder that was taken already' };
  entered.add(place);
  const names = await namesIn(folder);
  if (names === null) return yield { path: folder, failed: 'The folder cannot be read: check that you may open it.' };
  for (const name of names) {
    const path = join(folder, name);
    const why = leftOut(name);
    if (why !== undefined) {
      yield { path, skipped: why };
      continue;
    }
    const kind = await kindOf(path);
    if (kind === 'folder') yield* walkFolder(path, entered);
    else yield kind === 'file' ? { path } : { path, failed: kind };
  }
}

async function namesIn(folder: string): Promise<string[] | null> {
  try {
    return (await readdir(folder)).toSorted();
  } catch {
    return null;
  }
}

/** `file`, `folder`, or a sentence about why it is neither. Links lead to what they name. */
async function kindOf(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (found.isFile()) return 'file';
    return found.isDirectory() ? 'folder' : 'This is neither a file nor a folder.';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT') return 'There is no such file or folder.';
    return code === 'ELOOP' ? 'This link leads in a circle.' : 'The file cannot be read: check that you may open it.';
  }
}

function leftOut(name: string): string | undefined {
  return LEFT_OUT.find(([pattern]) => pattern.test(basename(name)))?.[1];
}
