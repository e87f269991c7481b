import type { Label } from '#shared/contract/permissions.ts';
import { labelRank } from '#core/policy/index.ts';
import type { Chunk } from '#core/knowledge/chunking/create-chunker.ts';
import { unpackVector } from '#core/knowledge/indexing/embedding-bytes.ts';
import { vectorOf } from '#core/knowledge/indexing/serving-vectors.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql, type SqlStatement } from '#core/ports/sql.ts';
import type { IndexedText, IndexedVector } from '#core/ports/vector-index.ts';

/** Rows written by one statement: few round trips without one huge parameter. */
const ROWS_PER_STATEMENT = 200;

/** Where the text of a document is written: shown as it comes, or beside the old text until that is replaced. */
export interface TextPlace {
  parts: SqlStatement;
  chunks: SqlStatement;
}
export const LIVE: TextPlace = { parts: sql`document_parts`, chunks: sql`document_chunks` };
export const STAGED: TextPlace = { parts: sql`staged_parts`, chunks: sql`staged_chunks` };

/** Positions of chunks in a document, both included. */
export interface ChunkRange {
  first: number;
  last: number;
}

/** What is embedded and searched: file name, title and heading path stand before the text, as they do for a reader. */
export function searchableText(chunk: { filename: string; title: string | null; context: string; content: string }): string {
  const name = chunk.filename.replace(/\.[a-z0-9]{1,5}$/i, '').replaceAll('_', ' ');
  return [name, titled(chunk.title, chunk.context), chunk.content].filter((line) => line !== '').join('\n');
}

/** Documents read by earlier versions have the title in the heading path. */
function titled(title: string | null, context: string): string {
  if (title === null || title === '' || context === title || context.startsWith(`${title} > `)) return context;
  return context === '' ? title : `${title} > ${context}`;
}

/** Adds chunks behind those that are there; `first` is the position of the first. */
export async function insertChunks(
  tx: Transaction,
  target: { tenantId: string; documentId: string; place: TextPlace; first: number },
  chunks: readonly { id: string; chunk: Chunk }[],
): Promise<void> {
  for (let at = 0; at < chunks.length; at += ROWS_PER_STATEMENT) {
    const rows = chunks.slice(at, at + ROWS_PER_STATEMENT).map(({ id, chunk }, n) => ({ id, n: target.first + at + n, ...chunk, context: chunk.section ?? '' }));
    await tx.run(sql`INSERT INTO ${target.place.chunks} (id, tenant_id, document_id, chunk_index, content, token_count, part, start_offset, end_offset, page, section, context)
      SELECT r.id, ${target.tenantId}::uuid, ${target.documentId}::uuid, r.n, r.text, r.tokens, r.part, r.start, r."end", r.page, r.section, r.context
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r(id uuid, n int, text text, tokens int, part int, start int, "end" int, page int, section text, context text)`);
  }
}

interface IndexRow {
  id: string;
  document_id: string;
  chunk_index: number;
  label: Label;
}

interface Wanted {
  documentId: string;
  range: ChunkRange;
  limit: number;
}

/** The next chunks of a document as full-text search holds them, by position; `last` is the position reached. */
export async function textsForIndex(tx: Transaction, wanted: Wanted): Promise<{ chunks: IndexedText[]; last: number } | null> {
  const rows = await tx.rows<IndexRow & { filename: string; title: string | null; content: string; context: string }>(sql`
    SELECT c.id, c.document_id, c.chunk_index, c.content, c.context, d.filename, d.title, d.label ${fromRange(tx, wanted)}`);
  return upToLast(rows, (row) => ({ ...keysOf(row), text: searchableText(row) }));
}

/** The same for vectors: null where a chunk has none of this model and dimension. */
export async function vectorsForIndex(tx: Transaction, wanted: Wanted & { identity: string | null; dimension: number }): Promise<{ chunks: IndexedVector[]; last: number } | null> {
  const rows = await tx.rows<IndexRow & { embedding: Uint8Array | null }>(sql`SELECT c.id, c.document_id, c.chunk_index, d.label,
      ${vectorOf(wanted.identity)} AS embedding ${fromRange(tx, wanted)}`);
  return upToLast(rows, (row) => {
    const vector = row.embedding === null ? null : unpackVector(row.embedding);
    return { ...keysOf(row), vector: vector?.length === wanted.dimension ? vector : null };
  });
}

const fromRange = (tx: Transaction, { documentId, range, limit }: Wanted): SqlStatement => sql`FROM document_chunks c
    JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
  WHERE c.tenant_id = ${tx.tenantId} AND c.document_id = ${documentId} AND c.chunk_index BETWEEN ${range.first} AND ${range.last} ORDER BY c.chunk_index LIMIT ${limit}`;

const keysOf = (row: IndexRow) => ({ chunkId: row.id, documentId: row.document_id, labelRank: labelRank(row.label) });

function upToLast<Row extends IndexRow, Chunk>(rows: readonly Row[], toChunk: (row: Row) => Chunk): { chunks: Chunk[]; last: number } | null {
  const last = rows.at(-1);
  return last === undefined ? null : { chunks: rows.map(toChunk), last: last.chunk_index };
}
