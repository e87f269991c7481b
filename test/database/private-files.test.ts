import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireDataLock } from '#adapters/data-lock/acquire-data-lock.ts';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { MIGRATIONS, silent } from './open-test-database.ts';

/** Rights of the group and of everybody else, as bits. */
const OTHERS = 0o077;

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'millwright-private-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const rightsOfOthers = async (path: string): Promise<number> => (await stat(path)).mode & OTHERS;

// PGlite makes its files writable for everybody, so the folders above them have to keep others out. Windows has no such bits.
test.skipIf(process.platform === 'win32')('other accounts of the machine cannot enter a data directory or a database that was made here', async () => {
  const data = join(home, 'data');
  const lock = await acquireDataLock(data);
  const database = await createPgliteDatabase({ directory: join(data, 'pg'), migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0 });
  await database.close();
  lock.release();
  expect(await rightsOfOthers(data)).toBe(0);
  expect(await rightsOfOthers(join(data, 'pg'))).toBe(0);
});
