import { appendFile, cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type PgliteDatabase, createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { MIGRATIONS, freshDataDirectory, raw, silent } from './open-test-database.ts';

let data: string;
let migrations: string;

beforeEach(async () => {
  data = await freshDataDirectory();
  migrations = await mkdtemp(join(tmpdir(), 'millwright-migrations-'));
  await cp(MIGRATIONS, migrations, { recursive: true });
});

afterEach(async () => {
  await rm(data, { recursive: true, force: true });
  await rm(migrations, { recursive: true, force: true });
});

function open(): Promise<PgliteDatabase> {
  return createPgliteDatabase({ directory: join(data, 'pg'), migrationsDirectory: migrations, logger: silent, floorBytes: 0 });
}

async function openAndClose(): Promise<void> {
  await (await open()).close();
}

async function snapshots(): Promise<string[]> {
  return (await readdir(join(data, 'pg-snapshots')).catch(() => [])).sort();
}

async function addMigration(number: string, text: string): Promise<void> {
  await writeFile(join(migrations, `${number}-more.sql`), text);
}

async function nextNumber(): Promise<number> {
  return (await readdir(migrations)).length + 1;
}

function padded(number: number): string {
  return String(number).padStart(4, '0');
}

test('a new directory gets every migration and no snapshot', async () => {
  await rm(join(data, 'pg'), { recursive: true });
  const database = await open();
  const { applied } = await database.withSystem((tx) => tx.one<{ applied: number }>(raw("SELECT count(*) AS applied FROM pg_class WHERE relname IN ('tenants', 'audit_heads')")));
  expect(applied).toBe(2);
  await database.close();
  expect(await snapshots()).toEqual([]);
  expect((await readdir(data)).sort()).toEqual(['pg']);
});

test('an older directory is copied and brought up to date, and keeps its last three copies', async () => {
  const first = await nextNumber();
  for (let number = first; number < first + 4; number++) {
    await addMigration(padded(number), `ALTER TABLE models ADD COLUMN extra_${number} text;`);
    await openAndClose();
  }
  const kept = await snapshots();
  expect(kept.map((name) => name.slice(name.indexOf('before-')))).toEqual([first + 1, first + 2, first + 3].map((number) => `before-${padded(number)}-more`));

  const database = await open();
  expect(await database.withSystem((tx) => tx.rows(raw(`SELECT extra_${first}, extra_${first + 3} FROM models`)))).toEqual([]);
  await database.close();

  // A copy is a whole database: put back, it is the one from before.
  await rm(join(data, 'pg'), { recursive: true });
  await cp(join(data, 'pg-snapshots', kept[0] ?? ''), join(data, 'pg'), { recursive: true });
  for (let number = first + 1; number < first + 4; number++) await rm(join(migrations, `${padded(number)}-more.sql`));
  const restored = await open();
  await expect(restored.withSystem((tx) => tx.rows(raw(`SELECT extra_${first + 1} FROM models`)))).rejects.toMatchObject({ sqlState: '42703' });
  await restored.close();
});

test('a migration that fails leaves the directory as it was, and the corrected one then applies', async () => {
  const number = padded(await nextNumber());
  await addMigration(number, 'CREATE TABLE half (id integer); SELECT 1 / 0;');
  await expect(open()).rejects.toThrow('division by zero');
  await addMigration(number, 'ALTER TABLE models ADD COLUMN whole text;');
  const database = await open();
  expect(await database.withSystem((tx) => tx.rows(raw("SELECT 1 FROM pg_class WHERE relname = 'half'")))).toEqual([]);
  expect(await database.withSystem((tx) => tx.rows(raw('SELECT whole FROM models')))).toEqual([]);
  await database.close();
});

test('a migration that was changed after it was applied is refused', async () => {
  await appendFile(join(migrations, '0001-tables.sql'), '\n-- changed\n');
  await expect(open()).rejects.toMatchObject({ code: 'DATA_DIRECTORY_DAMAGED', message: expect.stringContaining('0001-tables.sql') });
});

test('line ends changed by a checkout are no change', async () => {
  for (const name of await readdir(migrations)) {
    const path = join(migrations, name);
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('\n', '\r\n'));
  }
  await openAndClose();
});

test('a directory of a newer Millwright is refused by an older one', async () => {
  const number = padded(await nextNumber());
  await addMigration(number, 'ALTER TABLE models ADD COLUMN newer text;');
  await openAndClose();
  await rm(join(migrations, `${number}-more.sql`));
  await expect(open()).rejects.toMatchObject({ code: 'DATA_DIRECTORY_DAMAGED', message: expect.stringContaining('newer Millwright') });
});

test('migrations with a gap in their numbers do not start', async () => {
  await addMigration('0099', 'SELECT 1;');
  await expect(open()).rejects.toThrow('out of order');
});

test('a creation that was interrupted is done over', async () => {
  await rm(join(data, 'pg'), { recursive: true });
  await mkdir(join(data, 'pg.unfinished', 'base'), { recursive: true });
  await writeFile(join(data, 'pg.unfinished', 'base', 'junk'), 'half');
  await openAndClose();
  expect((await readdir(data)).sort()).toEqual(['pg']);
});
