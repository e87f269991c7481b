import type { Database } from '#core/ports/database.ts';
import type { Embedding } from '#core/ports/embedder.ts';
import { sql } from '#core/ports/sql.ts';
import { type EmbedChunksDeps, embedChunks, plainChunks } from './embed-chunks.ts';

const CHUNKS_AT_A_TIME = 256;

interface Deps extends EmbedChunksDeps {
  embedding: Embedding;
}

/**
 * Gives chunks of ready documents the vectors of the present model where they have none or those of another. Says how many
 * it changed (the outbox then holds them), and whether none is left over.
 */
export async function reEmbed(deps: Deps, tenantId: string, signal: AbortSignal): Promise<{ changed: number; complete: boolean }> {
  const model = deps.embedding.current().embedder?.identity;
  if (model === undefined) return { changed: 0, complete: true };
  let changed = 0;
  for (const documentId of await staleDocuments(deps.database, tenantId, model)) {
    for (let after = -1; ; ) {
      const { embedder } = deps.embedding.current();
      if (embedder?.identity !== model || signal.aborted) return { changed, complete: false };
      const wanted = { documentId, after, limit: CHUNKS_AT_A_TIME, model };
      const chunks = await deps.database.withTenant({ tenantId, userId: null }, (tx) => plainChunks(tx, wanted));
      const last = chunks.at(-1);
      if (last === undefined) break;
      if (!(await embedChunks(deps, tenantId, embedder, chunks, signal))) return { changed, complete: false };
      changed += chunks.length;
      after = last.chunk_index;
    }
  }
  return { changed, complete: true };
}

async function staleDocuments(database: Database, tenantId: string, model: string): Promise<string[]> {
  const rows = await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.rows<{ id: string }>(sql`SELECT d.id FROM documents d WHERE d.tenant_id = ${tx.tenantId} AND d.status = 'ready'
      AND EXISTS (SELECT 1 FROM document_chunks c WHERE c.tenant_id = d.tenant_id AND c.document_id = d.id AND c.embedding_model IS DISTINCT FROM ${model})
      ORDER BY d.created_at, d.id`),
  );
  return rows.map((row) => row.id);
}
