import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql, type SqlStatement } from '#core/ports/sql.ts';
import { SINCE, STANDING, SUCCESSOR } from './standing.ts';

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
  created_text: string;
  updated_at: Date;
  title: string | null;
  doc_type: DocumentSummary['type'];
  revision: string | null;
  revision_no: number;
  family_id: string;
  standing: DocumentSummary['standing'];
  since: Date | null;
  effective_on: string | null;
  review_on: string | null;
  searchable: boolean;
  container_id: string | null;
  language: string | null;
  recognition: number | null;
  collections: string[];
}

const COLUMNS = sql`d.id, d.filename, d.kind, d.status, d.stage, d.progress, d.pages, d.chunk_count, d.file_size_bytes,
  d.storage_path, d.label, d.tags, d.warnings, d.error_code, d.error_message, d.created_at, d.created_at::text AS created_text, d.updated_at,
  d.title, d.doc_type, d.revision, d.revision_no, d.family_id, ${STANDING} AS standing, ${SINCE} AS since,
  d.effective_on::text AS effective_on, d.review_on::text AS review_on, d.searchable, d.container_id, d.language, d.recognition,
  ARRAY(SELECT c.collection_id::text FROM collection_families c WHERE c.tenant_id = d.tenant_id AND c.family_id = d.family_id ORDER BY 1) AS collections,
  coalesce(u.display_name, '') AS added_by`;

const JOINS = sql`LEFT JOIN users u ON u.id = d.uploaded_by AND u.tenant_id = d.tenant_id ${SUCCESSOR}`;

/** Whose documents a statement is about: the transaction it runs in. */
type Scope = Pick<Transaction, 'tenantId'>;

const allOf = ({ tenantId }: Scope): SqlStatement => sql`SELECT ${COLUMNS} FROM documents d ${JOINS} WHERE d.tenant_id = ${tenantId}`;

/** Whose labels a statement lets through: `null` is the core itself. */
export type Clearance = readonly Label[] | null;

const cleared = (labels: Clearance): SqlStatement => (labels === null ? sql`true` : sql`d.label = ANY(${labels}::text[])`);

export const documentById = (tx: Scope, id: string, labels: Clearance): SqlStatement => sql`${allOf(tx)} AND d.id = ${id} AND ${cleared(labels)}`;

export const documentByContent = (tx: Scope, sha256: string): SqlStatement => sql`${allOf(tx)} AND d.storage_path = ${sha256}`;

export const documentsByIds = (tx: Scope, ids: readonly string[], labels: Clearance): SqlStatement =>
  sql`${allOf(tx)} AND d.id = ANY(${[...ids]}::uuid[]) AND ${cleared(labels)}`;

/** All revisions of a document, newest first. */
export const documentsOfFamily = (tx: Scope, familyId: string, labels: Clearance): SqlStatement =>
  sql`${allOf(tx)} AND d.family_id = ${familyId} AND ${cleared(labels)} ORDER BY d.revision_no DESC`;

export function documentList(tx: Scope, labels: Clearance, status: DocumentSummary['status'] | undefined): SqlStatement {
  const wanted = status === undefined ? sql`true` : sql`d.status = ${status}`;
  return sql`${allOf(tx)} AND ${cleared(labels)} AND ${wanted} ORDER BY d.created_at DESC, d.id DESC`;
}

/** Where a page of a list ended. */
export interface PageEnd {
  /** As the database wrote it: a `Date` holds fewer digits. */
  createdAt: string;
  id: string;
}

/** The next documents of the list, newest first. */
export function documentPage({ tenantId }: Scope, labels: Clearance, page: { status: DocumentSummary['status'] | undefined; after: PageEnd | null; limit: number }): SqlStatement {
  const wanted = page.status === undefined ? sql`true` : sql`d.status = ${page.status}`;
  const rest = page.after === null ? sql`true` : sql`(d.created_at, d.id) < (${page.after.createdAt}::timestamptz, ${page.after.id}::uuid)`;
  // Chosen first: how each stands among its revisions is worked out for this page alone.
  const chosen = sql`SELECT * FROM documents d WHERE d.tenant_id = ${tenantId} AND ${cleared(labels)} AND ${wanted} AND ${rest} 
    ORDER BY d.created_at DESC, d.id DESC LIMIT ${page.limit}`;
  return sql`SELECT ${COLUMNS} FROM (${chosen}) d ${JOINS} ORDER BY d.created_at DESC, d.id DESC`;
}

/** Documents by part of their name or title, or by exactly their name, newest first; those in force before others of the same name. */
export function documentsNamed({ tenantId }: Scope, labels: Clearance, wanted: { name: string; exact: boolean; type: string | null; limit: number; within: readonly string[] | null }): SqlStatement {
  const { name, exact, type, limit, within } = wanted;
  const like = sql`position(lower(${name}) IN lower(d.filename)) > 0 OR position(lower(${name}) IN lower(coalesce(d.title, ''))) > 0`;
  const named = exact ? sql`d.filename = ${name}` : name === '' ? sql`true` : like;
  return sql`SELECT ${COLUMNS} FROM documents d ${JOINS} WHERE d.tenant_id = ${tenantId} AND ${cleared(labels)} AND (${named}) AND (${type}::text IS NULL OR d.doc_type = ${type}) AND ${inCollections(within)}
    ORDER BY (${STANDING} = 'in-force') DESC, d.created_at DESC, d.id DESC LIMIT ${limit}`;
}

/** Documents of any of these collections, by id; all where null is given. */
export const inCollections = (within: readonly string[] | null): SqlStatement =>
  within === null ? sql`true` : sql`EXISTS (SELECT 1 FROM collection_families c WHERE c.tenant_id = d.tenant_id AND c.family_id = d.family_id AND c.collection_id = ANY(${[...within]}::uuid[]))`;

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
    title: row.title,
    type: row.doc_type,
    revision: row.revision,
    revisionNo: row.revision_no,
    familyId: row.family_id,
    standing: row.standing,
    since: row.since?.toISOString() ?? null,
    effectiveOn: row.effective_on,
    reviewOn: row.review_on,
    searchable: row.searchable,
    containerId: row.container_id,
    language: row.language,
    recognition: row.recognition,
    collections: row.collections,
  };
}
