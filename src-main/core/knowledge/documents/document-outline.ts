import type { OutlineEntry } from '#shared/contract/documents.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** Entries a reader can make use of; a machine-made outline may have one for every line. */
const MOST_ENTRIES = 5_000;
/** What stands between the headings of a section's path. */
const STEP = ' > ';

interface Stored {
  title: string;
  level: number;
  page: number | null;
}

/** The table of contents: the document's own where it has one, else the headings above its passages. */
export async function outlineOf(tx: Transaction, documentId: string): Promise<OutlineEntry[]> {
  const row = await tx.maybe<{ outline: Stored[] }>(sql`SELECT outline FROM documents WHERE tenant_id = ${tx.tenantId} AND id = ${documentId}`);
  const own = row?.outline ?? [];
  return own.length > 0 ? withParts(tx, documentId, own.slice(0, MOST_ENTRIES)) : fromSections(tx, documentId);
}

async function withParts(tx: Transaction, documentId: string, entries: readonly Stored[]): Promise<OutlineEntry[]> {
  const rows = await tx.rows<{ page: number; part: number }>(sql`SELECT page, min(part) AS part FROM document_parts
    WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId} AND page IS NOT NULL GROUP BY page`);
  const parts = new Map(rows.map(({ page, part }) => [page, part]));
  return entries.map(({ title, level, page }) => ({ title, level, page, part: page === null ? null : (parts.get(page) ?? null) }));
}

async function fromSections(tx: Transaction, documentId: string): Promise<OutlineEntry[]> {
  const rows = await tx.rows<{ section: string; page: number | null; part: number }>(sql`SELECT section, page, part FROM (
      SELECT DISTINCT ON (section) section, page, part, chunk_index FROM document_chunks
      WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId} AND section IS NOT NULL AND section <> '' ORDER BY section, chunk_index) first
    ORDER BY chunk_index LIMIT ${MOST_ENTRIES}`);
  return entriesOf(rows);
}

/** One entry for every heading of the paths, in order; a path names again the headings above it, which are entered once. */
export function entriesOf(sections: readonly { section: string; page: number | null; part: number }[]): OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  let above: string[] = [];
  for (const { section, page, part } of sections) {
    const path = section.split(STEP);
    const known = path.findIndex((step, n) => above[n] !== step);
    for (let n = known < 0 ? path.length : known; n < path.length; n++) {
      entries.push({ title: path[n] ?? '', level: n + 1, page, part });
    }
    above = path;
  }
  return entries;
}
