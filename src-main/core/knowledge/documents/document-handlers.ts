import { documents, type DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { bindHandlers, type BoundOperation, type Principal } from '#core/pipeline/index.ts';
import { mayDo, visibleLabels } from '#core/policy/index.ts';
import { boxesOf, type StoredLine } from '#core/knowledge/retrieval/passage-boxes.ts';
import { describedByName } from '#core/knowledge/revisions/revision-from-name.ts';
import type { TenantIndexes } from '#core/knowledge/indexing/tenant-indexes.ts';
import type { Transaction } from '#core/ports/database.ts';
import type { DocumentReader } from '#core/ports/document-reader.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import { sql } from '#core/ports/sql.ts';
import { putInto, requireCollection } from './collection-rows.ts';
import { changeDocument, deleteDocument, type DocumentDeps, retryDocument } from './document-changes.ts';
import { outlineOf } from './document-outline.ts';
import { pageOfDocuments } from './document-pages.ts';
import { summaryOf } from './document-rows.ts';
import { mediaTypeOf } from './media-type.ts';
import { similarDocuments } from './similar-documents.ts';
import { visibleDocument } from './visible-document.ts';
import { watchDocuments } from './watch-documents.ts';

export function documentHandlers(deps: DocumentDeps & { files: FileStore; reader: DocumentReader; indexes: TenantIndexes }): BoundOperation[] {
  const { database, files, ingestion, reader } = deps;
  const within = <T>(principal: Principal, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    database.withTenant({ tenantId: principal.tenantId, userId: principal.userId }, work);

  return bindHandlers(documents, {
    async upload({ content, collection, ...described }, { principal, signal, note }) {
      const { tenantId, userId } = principal;
      const { replaces } = described;
      await within(principal, async (tx) => {
        if (collection !== undefined) await requireCollection(tx, collection);
        if (replaces !== undefined) await requireReplaceable(tx, principal, replaces);
      });
      const bytes = 'stream' in content ? content.stream : await files.takeUpload({ tenantId, userId }, content.uploadId);
      const added = await ingestion.add({ tenantId, userId, content: bytes, ...withNameRead(described) }, signal);
      note({ resourceId: added.document.id });
      if (!visibleLabels(principal).includes(added.document.label)) throw new MillwrightError('FORBIDDEN');
      if (collection === undefined) return added;
      await within(principal, (tx) => putInto(tx, tenantId, collection, [added.document.familyId]));
      return { ...added, document: { ...added.document, collections: [...new Set([...added.document.collections, collection])].sort() } };
    },

    async list({ status, after, limit }, { principal }) {
      return pageOfDocuments(database, principal, { status, after, limit });
    },

    watch: (_, { principal, signal }) => watchDocuments(deps, principal, signal),

    async get({ id }, { principal }) {
      return summaryOf(await within(principal, (tx) => visibleDocument(tx, principal, id)));
    },

    async text({ id }, { principal }) {
      return within(principal, async (tx) => {
        const document = summaryOf(await visibleDocument(tx, principal, id));
        const parts = await tx.rows<{ part: number; page: number | null; section: string | null; text: string }>(
          sql`SELECT part, page, section, content AS text FROM document_parts WHERE tenant_id = ${tx.tenantId} AND document_id = ${id} ORDER BY part`,
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
          sql`SELECT page, section, content, lines FROM document_parts WHERE tenant_id = ${tx.tenantId} AND document_id = ${id} AND part = ${part}`,
        );
      });
      if (found === undefined) throw new MillwrightError('DOCUMENT_NOT_FOUND', 'This document has no such part any more.');
      const quote = found.content.slice(start, end);
      return { page: found.page, section: found.section, quote, boxes: found.lines === null ? null : boxesOf(found.lines, start, end) };
    },

    outline: ({ id }, { principal }) =>
      within(principal, async (tx) => {
        await visibleDocument(tx, principal, id);
        return { entries: await outlineOf(tx, id) };
      }),

    similar: async ({ id }, { principal, signal }) => ({ similar: await similarDocuments(deps, principal, id, signal) }),

    async pageImage({ id, page, width }, { principal, signal }) {
      const row = await within(principal, (tx) => visibleDocument(tx, principal, id));
      const { png } = await reader.pageImage({ path: files.path(principal.tenantId, row.storage_path), filename: row.filename, page, width }, signal);
      return Object.assign(new Blob([new Uint8Array(png)], { type: 'image/png' }), { name: `${row.filename} ${page}.png` });
    },

    change: (change, { principal }) => changeDocument(deps, principal, change),
    retry: ({ id }, { principal }) => retryDocument(deps, principal, id),
    delete: ({ id }, { principal }) => deleteDocument(deps, principal, id),
  });
}

/** A new revision takes the old one out of force for everybody, so whoever adds one needs the right to do that. */
async function requireReplaceable(tx: Transaction, principal: Principal, id: string): Promise<void> {
  await visibleDocument(tx, principal, id);
  if (!mayDo(principal, 'documents:manage')) {
    throw new MillwrightError('FORBIDDEN', 'Your role may add documents but not replace them. Add it as a document of its own, or ask an admin.');
  }
}

/** What the person said, and what they left open as far as the file's name says it for certain. */
function withNameRead<T extends { filename: string; type?: DocumentSummary['type'] | undefined; revision?: string | null | undefined }>(described: T): T {
  const read = describedByName(described.filename);
  return { ...described, type: described.type ?? read.type ?? undefined, revision: described.revision ?? read.revision ?? undefined };
}
