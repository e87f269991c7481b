import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { sql, type SqlStatement } from '#core/ports/sql.ts';

export interface DocumentRow {
  id: string;
  filename: string;
  kind: DocumentSummary['kind'];
  status: DocumentSummary['status'];
  stage: DocumentSummary['stage'];
  progress: number;
  pages: number | null;
  chunk_count: number;
  file_size_bytes: number;
  storage_path: string;
  label: Label;
  tags: string[];
  warnings: string[];
  error_code: string | null;
  error_message: string | null;
  added_by: string;
  created_at: Date;
  updated_at: Date;
}

const SELECT = sql`SELECT d.id, d.filename, d.kind, d.status, d.stage, d.progress, d.pages, d.chunk_count, d.file_size_bytes,
  d.storage_path, d.label, d.tags, d.warnings, d.error_code, d.error_message, d.created_at, d.updated_at,
  coalesce(u.display_name, '') AS added_by
  FROM documents d LEFT JOIN users u ON u.id = d.uploaded_by AND u.tenant_id = d.tenant_id`;

/** Whose labels a statement lets through: `null` is the core itself. */
export type Clearance = readonly Label[] | null;

const cleared = (labels: Clearance): SqlStatement => (labels === null ? sql`true` : sql`d.label = ANY(${labels}::text[])`);

export const documentById = (id: string, labels: Clearance): SqlStatement => sql`${SELECT} WHERE d.id = ${id} AND ${cleared(labels)}`;

export const documentByContent = (sha256: string): SqlStatement => sql`${SELECT} WHERE d.storage_path = ${sha256}`;

export function documentList(labels: Clearance, status: DocumentSummary['status'] | undefined): SqlStatement {
  const wanted = status === undefined ? sql`true` : sql`d.status = ${status}`;
  return sql`${SELECT} WHERE ${cleared(labels)} AND ${wanted} ORDER BY d.created_at DESC, d.id`;
}

export function summaryOf(row: DocumentRow): DocumentSummary {
  return {
    id: row.id,
    filename: row.filename,
    kind: row.kind,
    status: row.status,
    stage: row.stage,
    progress: row.progress,
    pages: row.pages,
    chunks: row.chunk_count,
    sizeBytes: row.file_size_bytes,
    label: row.label,
    tags: row.tags,
    warnings: row.warnings,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    addedBy: row.added_by,
    addedAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
