import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';

/** PostgreSQL's major version in the pinned PGlite; its files cannot be read by another. */
const MAJOR_VERSION = '18';

/** Whether there is a database to open. Throws `DATA_DIRECTORY_DAMAGED` for a folder that holds something else. */
export async function inspectDirectory(directory: string): Promise<'empty' | 'database'> {
  const entries = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length === 0) return 'empty';
  const version = await readFile(join(directory, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version === null) {
    throw new MillwrightError('DATA_DIRECTORY_DAMAGED', 'The folder "pg" in the data directory is not a database. Choose another data directory, or move that folder away.');
  }
  if (version.trim() !== MAJOR_VERSION) {
    throw new MillwrightError('DATA_DIRECTORY_DAMAGED', 'The database in the data directory was written by another version of PostgreSQL. Install the Millwright that made it, or restore a backup.');
  }
  return 'database';
}
