import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection, Table } from '@lancedb/lancedb';
import { tablePath } from './open-table.ts';
import { storedVectors } from './stored-rows.ts';
import { createFileSync } from './sync-files.ts';
import { type VectorTableSpec, vectorRows } from './table-schema.ts';

/**
 * Moves the vectors of a text table that an earlier version wrote, where they stood in a column beside the text, into a table of
 * their own. The column goes when they are on disk there, so an interrupted move begins again. Says how many were moved;
 * null where there is nothing to move.
 */
export async function splitVectors(connection: Connection, directory: string, text: Table, spec: VectorTableSpec): Promise<number | null> {
  const column = (await text.schema()).fields.find(({ name }) => name === 'vector');
  if (column === undefined) return null;
  const path = tablePath(directory, spec);
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const moved = (column.type as { listSize?: number }).listSize === spec.dimension ? await copy(connection, text, spec) : 0;
  if (moved > 0) await createFileSync(path)();
  for (const { name, columns } of await text.listIndices()) if (columns.includes('vector')) await text.dropIndex(name);
  await text.dropColumns(['vector']);
  await rm(join(directory, 'synced.json'), { force: true });
  return moved;
}

async function copy(connection: Connection, from: Table, spec: VectorTableSpec): Promise<number> {
  const to = await connection.createEmptyTable(spec.name, spec.schema);
  let moved = 0;
  for await (const { chunkIds, documentIds, labelRanks, vectors } of (await storedVectors(from, 'vector IS NOT NULL')).batches) {
    const { dimension } = spec;
    const rows = chunkIds.map((chunkId, n) => ({
      chunkId, documentId: documentIds[n] ?? '', labelRank: labelRanks[n] ?? 0, vector: vectors.subarray(n * dimension, (n + 1) * dimension),
    }));
    if (rows.length > 0) await to.add(vectorRows(rows, spec));
    moved += rows.length;
  }
  return moved;
}
