import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { type DocumentRow, documentById, documentsNamed, summaryOf } from './document-rows.ts';

export type FoundDocument = Pick<DocumentSummary, 'id' | 'filename' | 'title' | 'type' | 'revision' | 'standing' | 'pages' | 'label' | 'addedAt'>;

export interface ReadText {
  document: { id: string; filename: string; revision: string | null; standing: DocumentSummary['standing'] };
  label: Label;
  parts: { part: number; page: number | null; section: string | null; text: string }[];
  /** Where to go on; null at the end. */
  next: { part: number; offset: number } | null;
}

/** Looking documents up and reading their text, as far as the caller may. */
export interface DocumentReading {
  find(principal: Principal, wanted: { name: string; type: string | null; limit: number }): Promise<FoundDocument[]>;
  /** By id or file name. Throws `DOCUMENT_NOT_FOUND`. */
  read(principal: Principal, wanted: { document: string; page: number | null; part: number | null; offset: number; characters: number }): Promise<ReadText>;
}

const MOST_PARTS = 200;
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function createDocumentReading(database: Database): DocumentReading {
  async function documentOf(tx: Transaction, principal: Principal, named: string): Promise<DocumentSummary> {
    const labels = [...visibleLabels(principal)];
    const row = ID.test(named) ? await tx.maybe<DocumentRow>(documentById(tx, named, labels)) : undefined;
    const [first] = row ? [row] : await tx.rows<DocumentRow>(documentsNamed(tx, labels, { name: named, exact: true, type: null, limit: 1 }));
    if (!first) throw new MillwrightError('DOCUMENT_NOT_FOUND');
    return summaryOf(first);
  }

  return {
    async find(principal, { name, type, limit }) {
      const rows = await database.withTenant(principal, (tx) => tx.rows<DocumentRow>(documentsNamed(tx, [...visibleLabels(principal)], { name, exact: false, type, limit })));
      return rows.map(summaryOf).map(({ id, filename, title, type: kind, revision, standing, pages, label, addedAt }) => ({ id, filename, title, type: kind, revision, standing, pages, label, addedAt }));
    },

    read: (principal, { document: named, page, part, offset, characters }) =>
      database.withTenant(principal, async (tx) => {
        const { id, filename, revision, standing, label } = await documentOf(tx, principal, named);
        const rows = await tx.rows<{ part: number; page: number | null; section: string | null; text: string }>(sql`
          SELECT part, page, section, content AS text FROM (
            SELECT part, page, section, content, sum(length(content)) OVER (ORDER BY part) - length(content) AS before
            FROM document_parts WHERE tenant_id = ${tx.tenantId} AND document_id = ${id} AND part >= ${part ?? 0}::int AND (${page}::int IS NULL OR page >= ${page}::int)
          ) AS parts WHERE before <= ${characters + offset}::int ORDER BY part LIMIT ${MOST_PARTS}`);
        return { document: { id, filename, revision, standing }, label, ...packed(rows, part === null ? 0 : offset, characters) };
      }),
  };
}

/** As much of the parts as fits; `offset` is where the first begins. */
function packed(rows: readonly ReadText['parts'][number][], offset: number, characters: number): Pick<ReadText, 'parts' | 'next'> {
  const parts: ReadText['parts'] = [];
  let left = characters;
  for (const [at, row] of rows.entries()) {
    const begins = at === 0 ? offset : 0;
    if (left <= 0) return { parts, next: { part: row.part, offset: 0 } };
    const text = row.text.slice(begins, begins + left).toWellFormed();
    parts.push({ ...row, text });
    left -= text.length;
    if (begins + text.length < row.text.length) return { parts, next: { part: row.part, offset: begins + text.length } };
  }
  const last = rows.length === MOST_PARTS ? rows.at(-1) : undefined;
  return { parts, next: last === undefined ? null : { part: last.part + 1, offset: 0 } };
}
