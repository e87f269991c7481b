import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { type DocumentRow, documentsNamed, summaryOf } from './document-rows.ts';
import { namedDocument } from './named-document.ts';

export type FoundDocument = Pick<DocumentSummary, 'id' | 'filename' | 'title' | 'type' | 'revision' | 'standing' | 'pages' | 'label' | 'addedAt'>;

export interface ReadText {
  document: { id: string; filename: string; revision: string | null; standing: DocumentSummary['standing'] };
  label: Label;
  parts: { part: number; page: number | null; section: string | null; text: string }[];
  /** Where to go on; null at the end. */
  next: { part: number; offset: number } | null;
  /** Passages that it consists of, by id. */
  chunkIds: string[];
}

/** Looking documents up and reading their text, as far as the caller may. */
export interface DocumentReading {
  /** Ids of the collections with these names; of those that are there. */
  collectionsNamed(principal: Principal, names: readonly string[]): Promise<string[]>;
  /** `within`: documents of these collections alone, by id. */
  find(principal: Principal, wanted: { name: string; type: string | null; limit: number; within: readonly string[] | null }): Promise<FoundDocument[]>;
  /** By id or file name. Throws `DOCUMENT_NOT_FOUND`. */
  read(principal: Principal, wanted: { document: string; page: number | null; part: number | null; offset: number; characters: number; within: readonly string[] | null }): Promise<ReadText>;
}

const MOST_PARTS = 200;
const MOST_CHUNKS = 40;

export function createDocumentReading(database: Database): DocumentReading {
  async function documentOf(tx: Transaction, principal: Principal, named: string, within: readonly string[] | null): Promise<DocumentSummary> {
    const row = await namedDocument(tx, principal, named, within);
    if (!row) throw new MillwrightError('DOCUMENT_NOT_FOUND');
    return summaryOf(row);
  }

  return {
    async collectionsNamed(principal, names) {
      const rows = await database.withTenant(principal, (tx) => tx.rows<{ id: string }>(sql`SELECT id FROM collections WHERE tenant_id = ${tx.tenantId} AND lower(name) = ANY(${names.map((name) => name.toLowerCase())}::text[])`));
      return rows.map(({ id }) => id);
    },

    async find(principal, { name, type, limit, within }) {
      const rows = await database.withTenant(principal, (tx) => tx.rows<DocumentRow>(documentsNamed(tx, [...visibleLabels(principal)], { name, exact: false, type, limit, within })));
      return rows.map(summaryOf).map(({ id, filename, title, type: kind, revision, standing, pages, label, addedAt }) => ({ id, filename, title, type: kind, revision, standing, pages, label, addedAt }));
    },

    read: (principal, { document: named, page, part, offset, characters, within }) =>
      database.withTenant(principal, async (tx) => {
        const { id, filename, revision, standing, label } = await documentOf(tx, principal, named, within);
        const rows = await tx.rows<{ part: number; page: number | null; section: string | null; text: string }>(sql`
          SELECT part, page, section, content AS text FROM (
            SELECT part, page, section, content, sum(length(content)) OVER (ORDER BY part) - length(content) AS before
            FROM document_parts WHERE tenant_id = ${tx.tenantId} AND document_id = ${id} AND part >= ${part ?? 0}::int AND (${page}::int IS NULL OR page >= ${page}::int)
          ) AS parts WHERE before <= ${characters + offset}::int ORDER BY part LIMIT ${MOST_PARTS}`);
        const read = packed(rows, part === null ? 0 : offset, characters);
        const begins = part === null ? 0 : offset;
        const chunks = await tx.rows<{ id: string }>(sql`
          SELECT k.id FROM document_chunks k JOIN jsonb_to_recordset(${JSON.stringify(read.parts.map(({ part: at, text }, nth) => ({ part: at, start: nth === 0 ? begins : 0, end: (nth === 0 ? begins : 0) + text.length })))}::jsonb) AS s(part int, start int, "end" int)
            ON s.part = k.part AND k.start_offset < s."end" AND k.end_offset > s.start
          WHERE k.tenant_id = ${tx.tenantId} AND k.document_id = ${id} ORDER BY k.chunk_index LIMIT ${MOST_CHUNKS}`);
        return { document: { id, filename, revision, standing }, label, ...read, chunkIds: chunks.map((chunk) => chunk.id) };
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
