import { appendFile, mkdir, open, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { sql } from '#core/ports/sql.ts';
import { MIGRATIONS, freshDataDirectory, raw, silent } from '#test/database/open-test-database.ts';

let data: string;
let directory: string;

beforeEach(async () => {
  data = await freshDataDirectory();
  directory = join(data, 'pg');
});
afterEach(() => rm(data, { recursive: true, force: true }));

function start() {
  return createPgliteDatabase({ directory, migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0 });
}

test.each([
  ['a folder of something else', 'not a database', async () => {
    await rm(directory, { recursive: true });
    await mkdir(directory);
    await writeFile(join(directory, 'holiday.jpg'), 'x');
  }],
  ['another version of PostgreSQL', 'another version', () => writeFile(join(directory, 'PG_VERSION'), '17\n')],
  ['a control file cut to nothing', 'does not start', () => truncate(join(directory, 'global', 'pg_control'), 0)],
  ['no control file', 'does not start', () => rm(join(directory, 'global', 'pg_control'))],
  ['no log', 'does not start', () => rm(join(directory, 'pg_wal'), { recursive: true })],
  ["another program's database", 'not one of Millwright', async () => {
    await rm(directory, { recursive: true });
    const foreign = await PGlite.create(directory);
    await foreign.exec('CREATE TABLE theirs (id integer)');
    await foreign.close();
  }],
])('%s is refused with a sentence and left as it is', async (_what, sentence, damage) => {
  await damage();
  const before = await readdir(directory);
  await expect(start()).rejects.toMatchObject({ code: 'DATA_DIRECTORY_DAMAGED', message: expect.stringContaining(sentence) });
  expect(await readdir(directory)).toEqual(expect.arrayContaining(before));
});

test('rows that can no longer be read are reported as damage, never as something else', async () => {
  const database = await start();
  await database.withSystem(async (tx) => {
    for (let n = 0; n < 200; n++) await tx.run(sql`INSERT INTO models (id, name, filename, path, format, status, size_bytes) VALUES (gen_random_uuid(), 'm', ${`f${n}`}, 'p', 'gguf', 'ready', 1)`);
  });
  const { path } = await database.withSystem((tx) => tx.one<{ path: string }>(raw("SELECT pg_relation_filepath('models') AS path")));
  await database.close();
  const file = await open(join(directory, path), 'r+');
  await file.write(Buffer.alloc(500, 0xa5), 0, 500, 3000);
  await file.close();
  const damaged = await start();
  await expect(damaged.withSystem((tx) => tx.rows(sql`SELECT * FROM models`))).rejects.toMatchObject({ code: 'DATA_DIRECTORY_DAMAGED', message: expect.stringContaining('restore a backup') });
  expect(await damaged.withSystem((tx) => tx.rows(sql`SELECT * FROM tenants`))).toEqual([]);
  await damaged.close();
});

test('junk behind the end of the log, as a torn write leaves it, does not keep the database from opening', async () => {
  const segments = (await readdir(join(directory, 'pg_wal'))).filter((name) => /^[0-9A-F]{24}$/.test(name));
  await appendFile(join(directory, 'pg_wal', segments.at(-1) ?? ''), Buffer.alloc(100, 0xff));
  const database = await start();
  await database.ping();
  await database.close();
});
