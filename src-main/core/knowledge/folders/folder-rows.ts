import { FolderReport, type WatchedFolder } from '#shared/contract/folders.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql, type SqlStatement } from '#core/ports/sql.ts';

export interface FolderRow {
  id: string;
  path: string;
  label: Label;
  tags: string[];
  collection_id: string | null;
  added_by: string;
  files: number;
  /** As stored: the report, and which folder it was about. */
  report: Record<string, unknown>;
}

/** A file as the last look left it. */
export interface KnownFile {
  path: string;
  size_bytes: number;
  modified_at: Date;
  document_id: string | null;
  refusal: string | null;
}

const selection = (tx: Transaction): SqlStatement => sql`SELECT f.id, f.path, f.label, f.tags, f.collection_id, f.added_by, f.report,
  (SELECT count(*)::int FROM watched_files w WHERE w.tenant_id = f.tenant_id AND w.folder_id = f.id) AS files
  FROM watched_folders f WHERE f.tenant_id = ${tx.tenantId}`;

export const allFolders = (tx: Transaction): Promise<FolderRow[]> => tx.rows<FolderRow>(sql`${selection(tx)} ORDER BY f.path`);

/** Throws `FOLDER_NOT_FOUND`. */
export async function folderById(tx: Transaction, id: string): Promise<FolderRow> {
  const row = await tx.maybe<FolderRow>(sql`${selection(tx)} AND f.id = ${id}`);
  if (row === undefined) throw new MillwrightError('FOLDER_NOT_FOUND');
  return row;
}

export function watchedFolder(row: FolderRow): WatchedFolder {
  return { id: row.id, path: row.path, label: row.label, tags: row.tags, collectionId: row.collection_id, files: row.files, report: reportIn(row) };
}

/** Null before the first look. */
export function reportIn({ report }: FolderRow): FolderReport | null {
  const parsed = FolderReport.safeParse(report);
  return parsed.success ? parsed.data : null;
}

export function identityIn({ report }: FolderRow): string | null {
  return typeof report['identity'] === 'string' ? report['identity'] : null;
}

export async function knownFiles(tx: Transaction, folderId: string): Promise<Map<string, KnownFile>> {
  const rows = await tx.rows<KnownFile>(sql`SELECT path, size_bytes, modified_at, document_id, refusal FROM watched_files
    WHERE tenant_id = ${tx.tenantId} AND folder_id = ${folderId}`);
  return new Map(rows.map((row) => [row.path, row]));
}

export async function noteFile(tx: Transaction, at: { tenantId: string; folderId: string }, file: KnownFile): Promise<void> {
  await tx.run(sql`INSERT INTO watched_files (tenant_id, folder_id, path, size_bytes, modified_at, document_id, refusal)
    VALUES (${at.tenantId}, ${at.folderId}, ${file.path}, ${file.size_bytes}, ${file.modified_at}, ${file.document_id}, ${file.refusal})
    ON CONFLICT (tenant_id, folder_id, path) DO UPDATE SET size_bytes = excluded.size_bytes, modified_at = excluded.modified_at,
      document_id = excluded.document_id, refusal = excluded.refusal`);
}

/** Whether a document lies at any place that is followed, but for one. */
export async function liesElsewhere(tx: Transaction, documentId: string, except: { folderId: string; path: string }): Promise<boolean> {
  const row = await tx.maybe(sql`SELECT path FROM watched_files
    WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId} AND NOT (folder_id = ${except.folderId} AND path = ${except.path}) LIMIT 1`);
  return row !== undefined;
}
