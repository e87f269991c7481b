import { constants, type FSWatcher, watch as watchPath } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type FolderFile, type FolderReader, FolderUnreachable } from '#core/ports/folder-reader.ts';
import { walkFolder } from './walk-folder.ts';

export interface FolderReaderOptions {
  /** Folders that may be followed, with all below them; `any` folder but those of Millwright itself. */
  roots: readonly string[] | 'any';
  /** Millwright's own files: following them would go in a circle. */
  dataDirectory: string;
  /** A file that changed this shortly ago may still be written, and is looked at again after as long. */
  settleMs?: number;
}

const SETTLE_MS = 2_000;
const DEBOUNCE_MS = 500;
const GONE = 'This folder cannot be reached now: check that it is there, that its share is connected, and that Millwright may open it. Nothing was removed.';

/** Folders on this machine's disks and shares, read with the rights of the account that Millwright runs under. */
export function createFolderReader({ roots, dataDirectory, settleMs = SETTLE_MS }: FolderReaderOptions): FolderReader {
  async function place(path: string): Promise<string> {
    const real = await realpath(path);
    if (!(await stat(real)).isDirectory()) throw new MillwrightError('FOLDER_REFUSED', 'This is not a folder.');
    return real;
  }

  async function requireAllowed(folder: string): Promise<void> {
    const data = await realOrSame(dataDirectory);
    if (holds(folder, data) || holds(data, folder)) throw new MillwrightError('FOLDER_REFUSED', "This folder holds Millwright's own data, or lies in it. Choose another one.");
    if (roots === 'any') return;
    for (const root of roots) if (holds(await realOrSame(root), folder)) return;
    throw new MillwrightError(
      'FOLDER_REFUSED',
      roots.length === 0
        ? 'This installation follows no folders. Whoever runs it allows one with "millwright serve --watch-root DIR".'
        : 'This installation follows only the folders its operator has named with "--watch-root".',
    );
  }

  /** A file that is still being copied has another size or time a moment later. */
  async function settled(folder: string, files: FolderFile[], signal: AbortSignal): Promise<{ files: FolderFile[]; unsure: string[] }> {
    const recent = files.filter((file) => Math.abs(Date.now() - file.modifiedAt.getTime()) < settleMs);
    if (recent.length === 0) return { files, unsure: [] };
    await sleep(settleMs, undefined, { signal });
    const unsure = new Set<string>();
    for (const file of recent) {
      const now = await stat(join(folder, file.path)).catch(() => null);
      if (now?.size !== file.sizeBytes || now.mtime.getTime() !== file.modifiedAt.getTime()) unsure.add(file.path);
    }
    return { files: files.filter((file) => !unsure.has(file.path)), unsure: [...unsure] };
  }

  return {
    async admit(path) {
      if (!isAbsolute(path)) throw new MillwrightError('FOLDER_REFUSED', 'Name the folder with its full path.');
      const real = await place(path).catch((error: unknown) => {
        if (error instanceof MillwrightError) throw error;
        throw new MillwrightError('FOLDER_REFUSED', 'There is no such folder on the machine that Millwright runs on, or Millwright may not open it.', { cause: error });
      });
      await requireAllowed(real);
      return real;
    },

    async list(folder, signal) {
      try {
        if ((await place(folder)) !== folder) throw new FolderUnreachable('Another folder stands in its place now. Stop following it, then add it again.');
        await requireAllowed(folder);
        const { dev, ino } = await stat(folder);
        const walked = await walkFolder(folder, signal);
        const { files, unsure } = await settled(folder, walked.files, signal);
        return { files, refused: walked.refused, unsure: [...walked.unsure, ...unsure], identity: `${dev}:${ino}` };
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof FolderUnreachable) throw error;
        throw new FolderUnreachable(error instanceof MillwrightError ? error.message : GONE, { cause: error });
      }
    },

    open: (folder, path) => bytesOf(folder, path),

    watch(folder, changed) {
      let timer: NodeJS.Timeout | undefined;
      const watcher = startWatcher(folder, () => {
        clearTimeout(timer);
        timer = setTimeout(changed, DEBOUNCE_MS);
        timer.unref();
      });
      return () => {
        clearTimeout(timer);
        watcher?.close();
      };
    },
  };
}

async function* bytesOf(folder: string, path: string): AsyncGenerator<Uint8Array> {
  const file = resolve(folder, path);
  let handle;
  try {
    // A folder on the way may have become a link since it was listed.
    if (!holds(folder, file) || (await realpath(file)) !== file) throw new Error('not below the folder');
    handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    if (!(await handle.stat()).isFile()) throw new Error('not a file');
  } catch (cause) {
    await handle?.close();
    throw new MillwrightError('FILE_UNREADABLE', 'The file cannot be opened: another program may be holding it, or Millwright may not read it.', { cause });
  }
  yield* handle.createReadStream() as AsyncIterable<Uint8Array>;
}

/** Whether a path is a folder or lies in it. */
function holds(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !/^\.\.[/\\]/.test(way));
}

const realOrSame = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));

/** Linux has no watch over a whole tree, and making one of many would hold up everything else; the regular look finds the rest. */
function startWatcher(folder: string, onEvent: () => void): FSWatcher | null {
  try {
    const watcher = watchPath(folder, { persistent: false, recursive: process.platform !== 'linux' }, onEvent);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}
