import type { Passage, Standing } from '#shared/contract/passages.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { SINCE, STANDING, SUCCESSOR } from '#core/knowledge/documents/standing.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { IndexHit } from '#core/ports/vector-index.ts';
import { READABLE } from './readable-chunks.ts';

interface PassageRow {
  id: string;
  document_id: string;
  filename: string;
  revision: string | null;
  standing: Standing;
  since: Date | null;
  superseded_by: string | null;
  label: Label;
  content: string;
  part: number;
  start_offset: number;
  end_offset: number;
  page: number | null;
  section: string | null;
}

/** The passages behind hits, in the order of the hits. Those the labels do not let through, or that are no longer there, are left out. */
export async function passagesOf(tx: Transaction, hits: readonly IndexHit[], labels: readonly Label[]): Promise<Passage[]> {
  const rows = await tx.rows<PassageRow>(sql`SELECT c.id, c.document_id, d.filename, d.revision, ${STANDING} AS standing, ${SINCE} AS since,
      CASE WHEN successor.label = ANY(${[...labels]}::text[]) THEN successor.id END AS superseded_by, d.label, c.content, c.part, c.start_offset, c.end_offset,
      c.page, c.section
    FROM document_chunks c JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id ${SUCCESSOR}
    WHERE c.tenant_id = ${tx.tenantId} AND c.id = ANY(${hits.map((hit) => hit.chunkId)}::uuid[])
      AND ${READABLE} AND d.label = ANY(${[...labels]}::text[])`);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return hits.flatMap((hit) => {
    const row = byId.get(hit.chunkId);
    return row === undefined ? [] : [passage(row, hit.score)];
  });
}

function passage(row: PassageRow, score: number): Passage {
  return {
    chunkId: row.id,
    document: {
      id: row.document_id,
      filename: row.filename,
      revision: row.revision,
      standing: row.standing,
      since: row.since?.toISOString() ?? null,
      supersededBy: row.superseded_by,
    },
    page: row.page,
    section: row.section,
    text: row.content,
    score,
    label: row.label,
    span: { part: row.part, start: row.start_offset, end: row.end_offset, page: row.page, boxes: null },
    scores: { text: null, vector: null, fused: null, rerank: null },
    matches: [],
  };
}
