import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MillwrightError } from '#shared/contract/errors.ts';

/** Name of the lock in the data directory. Nothing else may open this file: on POSIX, closing it anywhere in the process gives the lock up. */
export const LOCK_FILE = 'lock';

const SQLITE_BUSY = 5;
/** What is held stays referenced: a file that nobody refers to is closed by the garbage collector, and its lock goes with it. */
const holding = new Set<DatabaseSync>();

/** Held until released, or until the process ends in any way: then the operating system lets go of it. */
export interface DataLock {
  release(): void;
}

/**
 * Makes this process the only owner of a data directory, creating the directory if need be. The lock is a file lock of the
 * operating system, taken through SQLite because Node has no call for one; see docs/decisions/0002.
 *
 * Throws `DATA_DIRECTORY_IN_USE` when another process (or this one) holds it, `DATA_DIRECTORY_DAMAGED` when the lock file
 * cannot be used, `DISK_FULL` when the disk has no room for it.
 */
export async function acquireDataLock(dataDirectory: string): Promise<DataLock> {
  let held: DatabaseSync | undefined;
  try {
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
    const file = new DatabaseSync(join(dataDirectory, LOCK_FILE), { timeout: 0 });
    held = file;
    // No journal on disk, and the transaction stays open: the file keeps its exclusive lock and is never written.
    file.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    holding.add(file);
    return {
      release() {
        holding.delete(file);
        if (file.isOpen) file.close();
      },
    };
  } catch (error) {
    held?.close();
    throw refusal(error);
  }
}

function refusal(error: unknown): MillwrightError {
  if (error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === SQLITE_BUSY) {
    return new MillwrightError('DATA_DIRECTORY_IN_USE');
  }
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return new MillwrightError('DISK_FULL', undefined, { cause: error });
  return new MillwrightError(
    'DATA_DIRECTORY_DAMAGED',
    `The data directory cannot be claimed: check that you may write there, that it is on a local disk, and that its file "${LOCK_FILE}" is empty (it may be deleted while Millwright is not running).`,
    { cause: error },
  );
}
