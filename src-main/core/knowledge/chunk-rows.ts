import type { Label } from '#shared/contract/permissions.ts';
import { labelRank } from '#core/policy/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import type { DocumentPart } from '#core/ports/document-reader.ts';
import { sql } from '#core/ports/sql.ts';
import type { IndexedChunk } from '#core/ports/vector-index.ts';
import type { Chunk } from './chunk-document.ts';
import { packVectors, unpackVector } from './embedding-bytes.ts';

/** Rows written by one statement: few round trips without one huge parameter. */
const ROWS_PER_STATEMENT = 200;

export interface EmbeddedChunk {
  id: string;
  chunk: Chunk;
  /** Null where the model does not know the language, or there is no model. */
  vector: Float32Array | null;
  /** The model that was asked, whether or not it gave a vector. */
  model: string | null;
}

/** What is embedded and searched: file name and heading path stand before the text, as they do for a reader. */
export function searchableText(chunk: { filename: string; context: string; content: string }): string {
  const name = chunk.filename.replace(/\.[a-z0-9]{1,5}$/i, '').replaceAll('_', ' ');
  return [name, chunk.context, chunk.content].filter((line) => line !== '').join('\n');
}

/** PostgreSQL has no NUL and JSON no half of a surrogate pair; both are replaced one for one, so that offsets hold. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', ' ');
}

export async function insertParts(tx: Transaction, tenantId: string, documentId: string, parts: readonly DocumentPart[]): Promise<void> {
  for (const [n, group] of groups(parts).entries()) {
    // Made group by group: the lines of a whole document are a second's work.
    const rows = group.map((part, index) => ({
      part: n * ROWS_PER_STATEMENT + index,
      page: part.page,
      section: part.section,
      content: part.text,
      lines: part.lines?.map(({ start, end, box }) => [start, end, ...box.map(rounded)]) ?? null,
    }));
    await tx.run(sql`INSERT INTO document_parts (tenant_id, document_id, part, page, section, content, lines)
      SELECT ${tenantId}::uuid, ${documentId}::uuid, r.part, r.page, r.section, r.content, r.lines
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(part int, page int, section text, content text, lines jsonb)`);
  }
}

export async function insertChunks(tx: Transaction, tenantId: string, documentId: string, chunks: readonly EmbeddedChunk[]): Promise<void> {
  const rows = chunks.map(({ id, chunk, model }, index) => ({ id, n: index, model, ...chunk }));
  for (const [group, at] of groups(rows).map((rowsOfGroup, n) => [rowsOfGroup, n * ROWS_PER_STATEMENT] as const)) {
    const vectors = chunks.slice(at, at + group.length).map((chunk) => chunk.vector);
    const placed = group.map((row, n) => ({ ...row, slot: slotOf(vectors, n) }));
    const present = vectors.filter((vector) => vector !== null);
    const size = (present[0]?.length ?? 0) * 4;
    await tx.run(sql`INSERT INTO document_chunks (id, tenant_id, document_id, chunk_index, content, token_count, embedding, embedding_model,
        part, start_offset, end_offset, page, section, context)
      SELECT r.id, ${tenantId}::uuid, ${documentId}::uuid, r.n, r.text, r.tokens,
        CASE WHEN r.slot IS NULL THEN NULL ELSE substring(${packVectors(present)}::bytea FROM r.slot * ${size}::int + 1 FOR ${size}::int) END,
        r.model, r.part, r.start, r."end", r.page, r.section, r.context
      FROM jsonb_to_recordset(${JSON.stringify(placed)}::jsonb)
        AS r(id uuid, n int, text text, tokens int, slot int, model text, part int, start int, "end" int, page int, section text, context text)`);
  }
}

interface IndexRow {
  id: string;
  document_id: string;
  chunk_index: number;
  filename: string;
  content: string;
  context: string;
  label: Label;
  embedding: Uint8Array | null;
}

/** The next chunks of a document as the index holds them, by position; `after` is the last position already seen. */
export async function chunksForIndex(
  tx: Transaction,
  wanted: { documentId: string; after: number; limit: number; model: string | null; dimension: number },
): Promise<{ chunks: IndexedChunk[]; last: number } | null> {
  const rows = await tx.rows<IndexRow>(sql`SELECT c.id, c.document_id, c.chunk_index, c.content, c.context, d.filename, d.label,
      CASE WHEN ${wanted.model}::text IS NULL OR c.embedding_model = ${wanted.model}::text THEN c.embedding END AS embedding
    FROM document_chunks c JOIN documents d ON d.id = c.document_id
    WHERE c.document_id = ${wanted.documentId} AND c.chunk_index > ${wanted.after} ORDER BY c.chunk_index LIMIT ${wanted.limit}`);
  const last = rows.at(-1);
  if (last === undefined) return null;
  return { chunks: rows.map((row) => indexed(row, wanted.dimension)), last: last.chunk_index };
}

function indexed(row: IndexRow, dimension: number): IndexedChunk {
  const vector = row.embedding === null ? null : unpackVector(row.embedding);
  return {
    chunkId: row.id,
    documentId: row.document_id,
    text: searchableText(row),
    vector: vector?.length === dimension ? vector : null,
    labelRank: labelRank(row.label),
  };
}

function slotOf(vectors: readonly (Float32Array | null)[], n: number): number | null {
  return vectors[n] === null ? null : vectors.slice(0, n).filter((vector) => vector !== null).length;
}

function groups<T>(rows: readonly T[]): T[][] {
  const all: T[][] = [];
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) all.push(rows.slice(at, at + ROWS_PER_STATEMENT));
  return all;
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
