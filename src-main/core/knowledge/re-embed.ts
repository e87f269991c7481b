import type { Database } from '#core/ports/database.ts';
import type { Embedding } from '#core/ports/embedder.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import { searchableText } from './chunk-rows.ts';
import { embedTexts } from './embed-texts.ts';
import { packVectors } from './embedding-bytes.ts';
import { noteChange } from './outbox.ts';

const CHUNKS_AT_A_TIME = 64;

interface Deps {
  database: Database;
  embedding: Embedding;
  logger: Logger;
}

interface StaleChunk {
  id: string;
  document_id: string;
  filename: string;
  content: string;
  context: string;
}

/**
 * Gives chunks of ready documents the vectors of the present model where they have none or those of another. Returns
 * how many it changed; the outbox then holds the documents they belong to.
 */
export async function reEmbed(deps: Deps, tenantId: string, signal: AbortSignal): Promise<number> {
  let changed = 0;
  const documents = new Set<string>();
  for (;;) {
    const model = deps.embedding.current().embedder?.name;
    if (model === undefined || signal.aborted) break;
    const stale = await staleChunks(deps.database, tenantId, model);
    if (stale.length === 0) break;
    const texts = stale.map(searchableText);
    const embedded = await embedTexts(deps, texts, signal, () => undefined);
    const rows = stale.flatMap((chunk, n) => (embedded[n]?.model === model ? [{ ...chunk, vector: embedded[n].vector }] : []));
    if (rows.length === 0) break;
    await store(deps.database, tenantId, model, rows);
    for (const row of rows) documents.add(row.document_id);
    changed += rows.length;
  }
  await deps.database.withTenant({ tenantId, userId: null }, async (tx) => {
    for (const documentId of documents) await noteChange(tx, tenantId, documentId, 'upsert');
  });
  return changed;
}

function staleChunks(database: Database, tenantId: string, model: string): Promise<StaleChunk[]> {
  return database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.rows<StaleChunk>(sql`SELECT c.id, c.document_id, d.filename, c.content, c.context FROM document_chunks c JOIN documents d ON d.id = c.document_id
      WHERE d.status = 'ready' AND c.embedding_model IS DISTINCT FROM ${model} ORDER BY c.document_id, c.chunk_index LIMIT ${CHUNKS_AT_A_TIME}`),
  );
}

function store(database: Database, tenantId: string, model: string, rows: readonly { id: string; vector: Float32Array | null }[]): Promise<void> {
  return database.withTenant({ tenantId, userId: null }, async (tx) => {
    for (const { id, vector } of rows) {
      const bytes = vector === null ? null : packVectors([vector]);
      await tx.run(sql`UPDATE document_chunks SET embedding = ${bytes}::bytea, embedding_model = ${model} WHERE id = ${id}`);
    }
  });
}
