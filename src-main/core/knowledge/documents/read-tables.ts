import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Database } from '#core/ports/database.ts';
import type { DocumentReader, TableRequest, TableRows } from '#core/ports/document-reader.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import { namedDocument } from './named-document.ts';

export interface ReadTable extends TableRows {
  document: { id: string; filename: string };
  label: Label;
}

/** Looking at the rows of documents that are tables, as far as the caller may. */
export interface TableReading {
  /** By id or file name. Throws `DOCUMENT_NOT_FOUND`, and as the reader does. */
  rows(principal: Principal, wanted: Omit<TableRequest, 'path' | 'filename'> & { document: string; within: readonly string[] | null }, signal: AbortSignal): Promise<ReadTable>;
}

export function createTableReading({ database, files, reader }: { database: Database; files: Pick<FileStore, 'path'>; reader: Pick<DocumentReader, 'table'> }): TableReading {
  return {
    async rows(principal, { document: named, within, ...wanted }, signal) {
      const row = await database.withTenant(principal, (tx) => namedDocument(tx, principal, named, within));
      if (row === undefined) throw new MillwrightError('DOCUMENT_NOT_FOUND');
      const { id, filename, label, storage_path } = row;
      return { document: { id, filename }, label, ...(await reader.table({ ...wanted, path: files.path(principal.tenantId, storage_path), filename }, signal)) };
    },
  };
}
