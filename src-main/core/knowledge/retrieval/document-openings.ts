import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** Where a document says what it is: file name, title and as much of its first text. */
const LONGEST = 300;

/** What each of these documents says about itself at its beginning, by id. */
export async function documentOpenings(tx: Transaction, documentIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.rows<{ id: string; filename: string; title: string | null; text: string }>(sql`SELECT d.id, d.filename, d.title,
      (SELECT coalesce(string_agg(left(c.content, ${LONGEST}::int), ' ' ORDER BY c.chunk_index), '') FROM document_chunks c
        WHERE c.tenant_id = d.tenant_id AND c.document_id = d.id AND c.chunk_index < 3) AS text
    FROM documents d WHERE d.tenant_id = ${tx.tenantId} AND d.id = ANY(${[...documentIds]}::uuid[])`);
  return new Map(rows.map(({ id, filename, title, text }) => [id, [filename.replace(/\.[a-z0-9]{1,5}$/i, ''), title ?? '', text.slice(0, LONGEST)].join('\n')]));
}
