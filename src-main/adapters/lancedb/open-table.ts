import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection, Query, Table } from '@lancedb/lancedb';
import { unchangedSinceSynced } from './synced-files.ts';
import type { TableSpec } from './table-schema.ts';

const MANIFEST = /^\d+\.manifest$/;
/** Versions tried before the table is given up and rebuilt from the database. */
const MOST_DROPPED = 64;

export interface OpenedTable {
  table: Table;
  /** Sentences about what was wrong and what was done. */
  repairs: string[];
}

/**
 * Opens the table, or makes it. A newest manifest that is empty or leads to unreadable files is dropped and the one
 * before it tried; what is lost that way the database still has. A table of other columns or vectors of another length
 * is made anew, empty.
 */
export async function openTable(connection: Connection, directory: string, spec: TableSpec): Promise<OpenedTable> {
  const path = tablePath(directory, spec);
  const repairs: string[] = [];
  const whole = await unchangedSinceSynced(path);
  for (let dropped = 0; dropped <= MOST_DROPPED; dropped++) {
    const newest = await newestManifest(path);
    if (newest === null) break;
    const table = await tryOpen(connection, spec.name, newest, whole && dropped === 0);
    if (table !== null) {
      if (dropped > 0) repairs.push(`The newest ${dropped} version(s) of the search index were unreadable and were dropped.`);
      if (!(await fits(table, spec))) return { table: await makeTable(connection, path, spec), repairs };
      await ensureIndexes(table, spec, repairs);
      return { table, repairs };
    }
    await rm(newest, { force: true });
    await rm(join(path, '_versions', 'latest_version_hint.json'), { force: true });
  }
  if ((await readdir(path).catch(() => [])).length > 0) repairs.push('The search index could not be used as it was and is being built again from the database.');
  return { table: await makeTable(connection, path, spec), repairs };
}

export const tablePath = (directory: string, { name }: Pick<TableSpec, 'name'>): string => join(directory, `${name}.lance`);

/** Names count down, so that the newest sorts first. */
async function newestManifest(path: string): Promise<string | null> {
  const folder = join(path, '_versions');
  const names = await readdir(folder).catch(() => []);
  const first = names.filter((name) => MANIFEST.test(name)).sort()[0];
  return first === undefined ? null : join(folder, first);
}

async function tryOpen(connection: Connection, name: string, manifest: string, whole: boolean): Promise<Table | null> {
  if ((await stat(manifest)).size === 0) return null;
  try {
    const table = await connection.openTable(name);
    // Without a note that the files behind the manifest are whole, reading every row is the only proof: 5 seconds at a million.
    if (!whole) for await (const batch of table.query()) void batch.numRows;
    return table;
  } catch {
    return null;
  }
}

async function fits(table: Table, { schema }: TableSpec): Promise<boolean> {
  const { fields } = await table.schema();
  return schema.fields.every((wanted) => fields.some(({ name, type }) => name === wanted.name && lengthOf(type) === lengthOf(wanted.type)));
}

const lengthOf = (type: unknown): number | undefined => (type as { listSize?: number }).listSize;

async function ensureIndexes(table: Table, { indexes }: TableSpec, repairs: string[]): Promise<void> {
  const present = new Set((await table.listIndices()).flatMap((index) => index.columns));
  for (const { column, config, probe } of indexes) {
    if (present.has(column) && (await works(probe(table)))) continue;
    if (present.has(column)) repairs.push('A damaged part of the search index was built again.');
    await table.createIndex(column, { config: config(), replace: true });
  }
}

async function works(probe: Query): Promise<boolean> {
  try {
    await probe.limit(1).toArray();
    return true;
  } catch {
    return false;
  }
}

/** A table of an earlier version, to be read through once. */
export async function openFormer(connection: Connection, path: string, { name }: TableSpec): Promise<Table | 'absent' | 'unreadable'> {
  const newest = await newestManifest(path);
  if (newest === null) return 'absent';
  return (await tryOpen(connection, name, newest, false)) ?? 'unreadable';
}

/** An empty table in the place of whatever is there. */
export async function makeTable(connection: Connection, path: string, spec: TableSpec): Promise<Table> {
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const table = await createTable(connection, spec);
  await createIndexes(table, spec);
  return table;
}

/**
 * An empty table without its indexes. Rows keep their ids when they are moved or changed, so that compaction and a change of label
 * leave the indexes as they are: without it, each compaction writes all of them anew.
 */
export function createTable(connection: Connection, { name, schema }: TableSpec): Promise<Table> {
  return connection.createEmptyTable(name, schema, { storageOptions: { newTableEnableStableRowIds: 'true' } });
}

export async function createIndexes(table: Table, { indexes }: TableSpec): Promise<void> {
  for (const { column, config } of indexes) await table.createIndex(column, { config: config() });
}
