import type { Passage } from '#shared/contract/passages.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { boxesOf, type StoredLine } from './passage-boxes.ts';

/** The passages with the boxes of their lines, where their reader knows positions. For the few that are shown. */
export async function withBoxes(tx: Transaction, passages: readonly Passage[]): Promise<Passage[]> {
  if (passages.length === 0) return [];
  const rows = await tx.rows<{ document_id: string; part: number; lines: StoredLine[] }>(sql`SELECT p.document_id, p.part, p.lines FROM document_parts p
    JOIN unnest(${passages.map(({ document }) => document.id)}::uuid[], ${passages.map(({ span }) => span.part)}::int[]) AS wanted(document_id, part)
      ON p.document_id = wanted.document_id AND p.part = wanted.part
    WHERE p.tenant_id = ${tx.tenantId} AND p.lines IS NOT NULL`);
  const lines = new Map(rows.map((row) => [`${row.document_id} ${row.part}`, row.lines]));
  return passages.map((passage) => {
    const own = lines.get(`${passage.document.id} ${passage.span.part}`);
    return own === undefined ? passage : { ...passage, span: { ...passage.span, boxes: boxesOf(own, passage.span.start, passage.span.end) } };
  });
}
