import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { AppliedMigration, Migration } from './worker-protocol.ts';

/** Reads `NNNN-name.sql`, numbered from 1 without gaps. Throws on anything else: that is a fault of the installation. */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(/^(\d{4})-/.exec(name)?.[1]);
      if (number !== index + 1) throw new Error(`migration ${name} is out of order: expected number ${index + 1}`);
      // A checkout on Windows may have changed the line ends.
      const sql = (await readFile(join(directory, name), 'utf8')).replaceAll('\r\n', '\n');
      return { number, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** The migrations still to run. Throws `DATA_DIRECTORY_DAMAGED` when what was applied is not what these files say. */
export function pendingMigrations(known: readonly Migration[], applied: readonly AppliedMigration[] | null): Migration[] {
  if (applied === null) {
    throw new MillwrightError('DATA_DIRECTORY_DAMAGED', 'The database in the data directory is not one of Millwright. Choose another data directory.');
  }
  for (const [index, { name, sha256 }] of applied.entries()) {
    const ours = known[index];
    if (!ours) {
      throw new MillwrightError('DATA_DIRECTORY_DAMAGED', `The data directory was last used by a newer Millwright (${name}). Install that version or a later one.`);
    }
    if (ours.sha256 !== sha256) {
      throw new MillwrightError('DATA_DIRECTORY_DAMAGED', `The database was built with a different ${name} than this Millwright brings. Install the version that made it, or restore a backup.`);
    }
  }
  return known.slice(applied.length);
}
