import { documents } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { bindHandlers, type BoundOperation, type Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import { sql } from '#core/ports/sql.ts';
import { changeLabel, deleteDocument, type DocumentDeps, retryDocument } from './document-changes.ts';
import { documentList, type DocumentRow, summaryOf } from './document-rows.ts';
import { mediaTypeOf } from './media-type.ts';
import { boxesOf, type StoredLine } from './passage-boxes.ts';
import { visibleDocument } from './visible-document.ts';
import { watchDocuments } from './watch-documents.ts';

export function documentHandlers(deps: DocumentDeps & { files: FileStore }): BoundOperation[] {
  const { database, files, ingestion } = deps;
  const within = <T>(principal: Principal, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    database.withTenant({ tenantId: principal.tenantId, userId: principal.userId }, work);

  return bindHandlers(documents, {
    async upload({ filename, content, label, tags }, { principal, signal }) {
      const { tenantId, userId } = principal;
      const bytes = 'stream' in content ? content.stream : await files.takeUpload({ tenantId, userId }, content.uploadId);
      const added = await ingestion.add({ tenantId, userId, filename, content: bytes, label, tags }, signal);
      if (!visibleLabels(principal.role).includes(added.document.label)) throw new MillwrightError('FORBIDDEN');
      return added;
    },

    async list({ status }, { principal }) {
      const rows = await within(principal, (tx) => tx.rows<DocumentRow>(documentList([...visibleLabels(principal.role)], status)));
      return { documents: rows.map(summaryOf) };
    },

    watch: (_, { principal, signal }) => watchDocuments(deps, principal, signal),

    async get({ id }, { principal }) {
      return summaryOf(await within(principal, (tx) => visibleDocument(tx, principal, id)));
    },

    async text({ id }, { principal }) {
      return within(principal, async (tx) => {
        const document = summaryOf(await visibleDocument(tx, principal, id));
        const parts = await tx.rows<{ part: number; page: number | null; section: string | null; text: string }>(
          sql`SELECT part, page, section, content AS text FROM document_parts WHERE document_id = ${id} ORDER BY part`,
        );
        return { document, parts };
      });
    },

    async original({ id }, { principal }) {
      const row = await within(principal, (tx) => visibleDocument(tx, principal, id));
      const file = await files.blob(principal.tenantId, row.storage_path, mediaTypeOf(row.kind));
      return Object.assign(file, { name: row.filename });
    },

    async passage({ id, part, start, end }, { principal }) {
      const found = await within(principal, async (tx) => {
        await visibleDocument(tx, principal, id);
        return tx.maybe<{ page: number | null; section: string | null; content: string; lines: StoredLine[] | null }>(
          sql`SELECT page, section, content, lines FROM document_parts WHERE document_id = ${id} AND part = ${part}`,
        );
      });
      if (found === undefined) throw new MillwrightError('DOCUMENT_NOT_FOUND', 'This document has no such part any more.');
      const quote = found.content.slice(start, end);
      return { page: found.page, section: found.section, quote, boxes: found.lines === null ? null : boxesOf(found.lines, start, end) };
    },

    label: ({ id, label, tags }, { principal }) => changeLabel(deps, principal, { id, label, tags }),
    retry: ({ id }, { principal }) => retryDocument(deps, principal, id),
    delete: ({ id }, { principal }) => deleteDocument(deps, principal, id),
  });
}
