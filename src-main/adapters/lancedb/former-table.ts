import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection, Table } from '@lancedb/lancedb';
import { createIndexes, createTable, openFormer, tablePath } from './open-table.ts';
import { storedVectors } from './stored-rows.ts';
import { createFileSync } from './sync-files.ts';
import { TEXT_TABLE, type TableSpec, vectorRows, type VectorTableSpec } from './table-schema.ts';

/** How an earlier version kept text and vectors, in one table. */
const FORMER: TableSpec = { ...TEXT_TABLE, name: 'chunks' };
const ROWS_AT_A_TIME = 8_192;

/**
 * Brings the table of an earlier version over into the two of this one. It goes when they are on disk, so an interrupted move
 * begins again; one that cannot be read is left to be built from the database. Null where there is none.
 */
export async function moveFormerTable(connection: Connection, directory: string, vectors: VectorTableSpec): Promise<{ texts: number; vectors: number } | null> {
  const path = tablePath(directory, FORMER);
  const former = await openFormer(connection, path, FORMER);
  if (former === 'absent') return null;
  const moved = former === 'unreadable' ? { texts: 0, vectors: 0 } : { texts: await moveTexts(connection, directory, former), vectors: await moveVectors(connection, directory, former, vectors) };
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  await rm(join(directory, 'synced.json'), { force: true });
  return moved;
}

async function moveTexts(connection: Connection, directory: string, former: Table): Promise<number> {
  const to = await anew(connection, directory, TEXT_TABLE);
  const columns = TEXT_TABLE.schema.fields.map(({ name }) => name);
  let held: Record<string, unknown>[] = [];
  const put = async (): Promise<void> => {
    if (held.length > 0) await to.add(held);
    held = [];
  };
  for await (const batch of former.query().select(columns)) {
    held.push(...batch.toArray().map((row) => (row as { toJSON(): Record<string, unknown> }).toJSON()));
    if (held.length >= ROWS_AT_A_TIME) await put();
  }
  await put();
  return finished(to, directory, TEXT_TABLE);
}

async function moveVectors(connection: Connection, directory: string, former: Table, spec: VectorTableSpec): Promise<number> {
  const to = await anew(connection, directory, spec);
  const column = (await former.schema()).fields.find(({ name }) => name === 'vector');
  // Of another model, they are made anew.
  if ((column?.type as { listSize?: number } | undefined)?.listSize !== spec.dimension) return finished(to, directory, spec);
  for await (const { chunkIds, documentIds, labelRanks, vectors } of (await storedVectors(former, 'vector IS NOT NULL')).batches) {
    const { dimension } = spec;
    const rows = chunkIds.map((chunkId, n) => ({
      chunkId, documentId: documentIds[n] ?? '', labelRank: labelRanks[n] ?? 0, vector: vectors.subarray(n * dimension, (n + 1) * dimension),
    }));
    if (rows.length > 0) await to.add(vectorRows(rows, spec));
  }
  return finished(to, directory, spec);
}

async function anew(connection: Connection, directory: string, spec: TableSpec): Promise<Table> {
  await rm(tablePath(directory, spec), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  return createTable(connection, spec);
}

async function finished(table: Table, directory: string, spec: TableSpec): Promise<number> {
  await createIndexes(table, spec);
  await createFileSync(tablePath(directory, spec))();
  return table.countRows();
}
