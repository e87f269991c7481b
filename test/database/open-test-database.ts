import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PgliteDatabase, type PgliteOptions, createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { SqlStatement, type SqlValue } from '#core/ports/sql.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export const MIGRATIONS = join(ROOT, 'resources', 'migrations');

/** PostgreSQL fills its buffers with zeros at each start: with the usual 128 MB that takes longer than all the rest of it. */
const SETTINGS = 'shared_buffers = 8MB\n';

export const silent: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A statement from text, which the product cannot make: for attacks and for catalogue queries of tests. */
export function raw(text: string, ...values: SqlValue[]): SqlStatement {
  const strings = text.split(/\$\d+/);
  return SqlStatement.fromTemplate(Object.assign(strings, { raw: strings }), values);
}

/** A fresh data directory with an empty, migrated database in its `pg`: a copy of one that is made once per version of the schema. */
export async function freshDataDirectory(): Promise<string> {
  const template = await templateDatabase();
  const data = await mkdtemp(join(tmpdir(), 'millwright-'));
  await cp(template, join(data, 'pg'), { recursive: true });
  return data;
}

export interface TestDatabase {
  database: PgliteDatabase;
  data: string;
  /** Closes the database and removes its directory. */
  dispose(): Promise<void>;
}

/** An empty, migrated database in a temporary data directory. The free-space floor is off unless given. */
export async function openTestDatabase(options: Partial<PgliteOptions> = {}): Promise<TestDatabase> {
  const data = await freshDataDirectory();
  const database = await createPgliteDatabase({ directory: join(data, 'pg'), migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0, ...options });
  return {
    database,
    data,
    async dispose() {
      await database.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function templateDatabase(): Promise<string> {
  const digest = createHash('sha256').update(SETTINGS).update(readFileSync(join(ROOT, 'node_modules/@electric-sql/pglite/package.json')));
  for (const name of readdirSync(MIGRATIONS).sort()) digest.update(readFileSync(join(MIGRATIONS, name)));
  const folder = join(ROOT, '.cache', 'test-database');
  const template = join(folder, digest.digest('hex').slice(0, 16));
  if (existsSync(template)) return template;
  await mkdir(folder, { recursive: true });
  const building = await mkdtemp(join(folder, 'building-'));
  const database = await createPgliteDatabase({ directory: join(building, 'pg'), migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0 });
  await database.close();
  await appendFile(join(building, 'pg', 'postgresql.conf'), SETTINGS);
  // Several test files may build it at the same time; whoever is first wins.
  await rename(join(building, 'pg'), template).catch(() => undefined);
  await rm(building, { recursive: true, force: true });
  return template;
}
