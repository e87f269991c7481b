import { type ChunkRange, searchableText } from '#core/knowledge/ingestion/chunk-rows.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import type { Embedder } from '#core/ports/embedder.ts';
import { sql } from '#core/ports/sql.ts';
import { type EmbedTextsDeps, embedTexts } from './embed-texts.ts';
import { packVectors } from './embedding-bytes.ts';
import { noteChange } from './outbox.ts';
import { seenBy, type ServingVectors } from './serving-vectors.ts';

export interface PlainChunk {
  id: string;
  document_id: string;
  chunk_index: number;
  filename: string;
  title: string | null;
  content: string;
  context: string;
  /** Tells whether the text is still the same when its vector is there. */
  print: string;
}

/** The next chunks of a document that a model was not given yet, after a position. */
export function plainChunks(tx: Transaction, wanted: { documentId: string; after: number; limit: number; model: string }): Promise<PlainChunk[]> {
  return tx.rows<PlainChunk>(sql`SELECT c.id, c.document_id, c.chunk_index, d.filename, d.title, c.content, c.context, md5(c.content) AS print
    FROM document_chunks c JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
    WHERE c.tenant_id = ${tx.tenantId} AND c.document_id = ${wanted.documentId} AND c.chunk_index > ${wanted.after}
      AND NOT ${seenBy(wanted.model)}
    ORDER BY c.chunk_index LIMIT ${wanted.limit}`);
}

export interface EmbedChunksDeps extends EmbedTextsDeps {
  database: Database;
  serving: ServingVectors;
}

/**
 * Gives chunks their vectors, beside those that serve where these are another model's, and notes the ones that serve for the index.
 * Throws {@link EmbeddingFailed}: nothing is changed then.
 */
export async function embedChunks(deps: EmbedChunksDeps, tenantId: string, embedder: Embedder, chunks: readonly PlainChunk[], signal: AbortSignal): Promise<void> {
  const vectors = await embedTexts(deps, tenantId, embedder, chunks.map(searchableText), signal);
  const serving = (await deps.serving.space(tenantId))?.identity ?? embedder.identity;
  await deps.database.withTenant({ tenantId, userId: null }, async (tx) => {
    await store(tx, embedder, serving, chunks, vectors);
    if (serving !== embedder.identity) return;
    for (const [documentId, range] of changedRanges(chunks, vectors)) await noteChange(tx, tenantId, documentId, 'vectors', range);
  });
}

async function store(tx: Transaction, embedder: Embedder, serving: string, chunks: readonly PlainChunk[], vectors: readonly (Float32Array | null)[]): Promise<void> {
  const present: Float32Array[] = [];
  const rows = chunks.map(({ id, print }, n) => {
    const vector = vectors[n] ?? null;
    return { id, print, slot: vector === null ? null : present.push(vector) - 1 };
  });
  const size = embedder.dimension * 4;
  const made = sql`CASE WHEN r.slot IS NULL THEN NULL ELSE substring(v.bytes FROM r.slot * ${size}::int + 1 FOR ${size}::int) END`;
  const from = sql`FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, print text, slot int), (SELECT ${packVectors(present)}::bytea AS bytes) v`;
  if (serving === embedder.identity) {
    await tx.run(sql`UPDATE document_chunks c SET embedding_model = ${embedder.identity}, embedding = ${made} ${from}
      WHERE c.tenant_id = ${tx.tenantId} AND c.id = r.id AND md5(c.content) = r.print`);
  } else {
    await tx.run(sql`UPDATE document_chunks c SET next_embedding_model = ${embedder.identity}, next_embedding = ${made} ${from}
      WHERE c.tenant_id = ${tx.tenantId} AND c.id = r.id AND md5(c.content) = r.print AND c.next_embedding_model IS DISTINCT FROM ${serving}`);
  }
}

/** Where the index has to follow. */
function changedRanges(chunks: readonly PlainChunk[], vectors: readonly (Float32Array | null)[]): Map<string, ChunkRange> {
  const ranges = new Map<string, ChunkRange>();
  chunks.forEach(({ document_id: id, chunk_index: at }, n) => {
    if (vectors[n] === null) return;
    const known = ranges.get(id);
    ranges.set(id, { first: Math.min(known?.first ?? at, at), last: Math.max(known?.last ?? at, at) });
  });
  return ranges;
}
