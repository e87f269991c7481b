import type { Database } from '#core/ports/database.ts';
import type { Embedder } from '#core/ports/embedder.ts';
import { sql } from '#core/ports/sql.ts';
import { type EmbedChunksDeps, embedChunks, plainChunks } from './embed-chunks.ts';
import { seenBy } from './serving-vectors.ts';

const CHUNKS_AT_A_TIME = 256;

/**
 * Gives chunks of ready documents the vectors of a model where they have none of it; says after each few how many, and of which document.
 * Throws `EmbeddingFailed`, and the signal's reason: what was made by then stays.
 */
export async function reEmbed(deps: EmbedChunksDeps, tenantId: string, embedder: Embedder, signal: AbortSignal, onChunks: (documentId: string, chunks: number) => void): Promise<void> {
  for (const documentId of await documentsWithout(deps.database, tenantId, embedder.identity)) {
    for (let after = -1; ; ) {
      signal.throwIfAborted();
      const wanted = { documentId, after, limit: CHUNKS_AT_A_TIME, model: embedder.identity };
      const chunks = await deps.database.withTenant({ tenantId, userId: null }, (tx) => plainChunks(tx, wanted));
      const last = chunks.at(-1);
      if (last === undefined) break;
      await embedChunks(deps, tenantId, embedder, chunks, signal);
      onChunks(documentId, chunks.length);
      after = last.chunk_index;
    }
  }
}

/** Ready documents that are not given whole to a model. */
export async function documentsWithout(database: Database, tenantId: string, identity: string): Promise<string[]> {
  const rows = await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.rows<{ id: string }>(sql`SELECT d.id FROM documents d WHERE d.tenant_id = ${tx.tenantId} AND d.status = 'ready'
      AND EXISTS (SELECT 1 FROM document_chunks c WHERE c.tenant_id = d.tenant_id AND c.document_id = d.id AND NOT ${seenBy(identity)})
      ORDER BY d.created_at, d.id`),
  );
  return rows.map((row) => row.id);
}
