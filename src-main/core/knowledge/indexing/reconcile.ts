import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { Outbox } from './outbox.ts';
import { vectorOf } from './serving-vectors.ts';
import type { TenantIndexes } from './tenant-indexes.ts';

export interface Reconciliation {
  /** Documents whose entries in the index were written again. */
  rewritten: number;
  /** Documents that the index knew and the database did not. */
  removed: number;
}

interface Deps {
  database: Database;
  indexes: TenantIndexes;
  outbox: Outbox;
}

interface Stored {
  document_id: string;
  chunks: number;
  vectors: number;
}

/**
 * Makes a tenant's index hold what the database holds, both ways: replays the outbox, then compares. After a repair the
 * counts prove nothing (a lost change of label changes no count), so every document is written again.
 */
export async function reconcile({ database, indexes, outbox }: Deps, tenantId: string): Promise<Reconciliation> {
  await outbox.drain(tenantId);
  const { index, identity, dimension, repaired } = await indexes.of(tenantId);
  const rows = await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.rows<Stored>(sql`SELECT c.document_id, count(*)::int AS chunks, count(*) FILTER (WHERE octet_length(${vectorOf(identity)}) = ${dimension * 4}::int)::int AS vectors
      FROM document_chunks c WHERE c.tenant_id = ${tx.tenantId} GROUP BY c.document_id`),
  );
  const there = await index.counts();
  const result: Reconciliation = { rewritten: 0, removed: 0 };
  for (const { document_id: documentId, chunks, vectors } of rows) {
    const found = there.get(documentId) ?? { chunks: 0, vectors: 0 };
    there.delete(documentId);
    const texts = repaired || found.chunks !== chunks;
    if (!texts && found.vectors === vectors) continue;
    if (texts) await index.deleteDocument(documentId);
    await outbox.rewrite(tenantId, documentId, { texts });
    result.rewritten += 1;
  }
  for (const documentId of there.keys()) {
    if (await hasChunks(database, tenantId, documentId)) continue;
    await index.deleteDocument(documentId);
    result.removed += 1;
  }
  await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.run(sql`DELETE FROM outbox WHERE tenant_id = ${tx.tenantId} AND done_at < now() - interval '7 days'`),
  );
  return result;
}

/** Looks again: the document may have been added since the counts were taken. */
async function hasChunks(database: Database, tenantId: string, documentId: string): Promise<boolean> {
  const row = await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.maybe(sql`SELECT id FROM document_chunks WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId} LIMIT 1`),
  );
  return row !== undefined;
}
