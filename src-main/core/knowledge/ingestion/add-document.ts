import type { ByteStream } from '#shared/contract/byte-source.ts';
import type { DocumentType } from '#shared/contract/document-types.ts';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { displayFilename } from '#core/knowledge/documents/display-filename.ts';
import { documentByContent, type DocumentRow, summaryOf } from '#core/knowledge/documents/document-rows.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import { sql } from '#core/ports/sql.ts';
import type { FileGuard } from './file-guard.ts';

export interface NewDocument {
  tenantId: string;
  userId: string;
  /** As the person's machine called it; shown, never used as a path. */
  filename: string;
  content: ByteStream;
  label: Label;
  tags: readonly string[];
  /** The document that this one is the next revision of: the caller may see it. It stays in force until this one is ready. */
  replaces?: string | undefined;
  type?: DocumentType | null | undefined;
  /** As documents control writes it. */
  revision?: string | null | undefined;
  /** ISO dates. */
  effectiveOn?: string | null | undefined;
  reviewOn?: string | null | undefined;
  /** ISO 639-1; found out when the text is read unless told. */
  language?: string | null | undefined;
  /** The archive or mail it was unpacked from. */
  container?: Container | undefined;
}

export interface Container {
  id: string;
  /** The outermost one, which may be the same. */
  rootId: string;
  /** How many files this one was unpacked from, from 1. */
  depth: number;
}

/** What a plant, and each of its people, may keep. */
export interface DocumentQuotas {
  /** Throws `QUOTA_REACHED`. */
  requireRoom(tx: Transaction, userId: string): Promise<void>;
  requireRoomForOne(owner: { tenantId: string; userId: string }): Promise<void>;
}

export interface AddDeps {
  database: Database;
  files: FileStore;
  guard: FileGuard;
  crypto: Crypto;
  clock: Clock;
  /** Nothing is limited where this is left out. */
  quotas?: DocumentQuotas;
  /** Told of a file that was stored and whose document was refused. */
  notKept?: (tenantId: string, sha256: string) => void;
  maxFileBytes: number;
}

/**
 * Stores the original, then its row, and returns only when both are on disk. The same bytes again return the document
 * that is already there, queued again if it had failed. Throws `FILE_EMPTY`, `FILE_TOO_LARGE`, `DISK_FULL`, `QUOTA_REACHED`, and
 * `DOCUMENT_NOT_FOUND` where the document to replace is not there.
 */
export function addDocument(deps: AddDeps, document: NewDocument, signal: AbortSignal): Promise<{ document: DocumentSummary; duplicate: boolean }> {
  const { tenantId, userId } = document;
  return deps.guard.adding(tenantId, async () => {
    await deps.quotas?.requireRoomForOne({ tenantId, userId });
    const stored = await deps.files.put(tenantId, document.content, deps.maxFileBytes, signal);
    const id = deps.crypto.uuid();
    const row = await deps.database.withTenant({ tenantId, userId }, async (tx) => {
      await insert(tx, { ...document, id, ...stored, now: deps.clock.now() });
      const added = await tx.one<DocumentRow>(documentByContent(tx, stored.sha256));
      if (added.id === id) await deps.quotas?.requireRoom(tx, userId);
      return added;
    }).catch((error: unknown) => {
      deps.notKept?.(tenantId, stored.sha256);
      throw error;
    });
    return { document: summaryOf(row), duplicate: row.id !== id };
  });
}

async function insert(tx: Transaction, document: NewDocument & { id: string; sha256: string; sizeBytes: number; now: Date }): Promise<void> {
  const { id, now, container } = document;
  const place = document.replaces === undefined ? { familyId: id, revisionNo: 1, type: null } : await nextRevision(tx, document.replaces);
  const label = container === undefined ? document.label : await labelInside(tx, container.id, document.label);
  const metadata = container === undefined ? {} : { depth: container.depth, root: container.rootId };
  await tx.run(sql`INSERT INTO documents (id, family_id, revision_no, tenant_id, uploaded_by, filename, file_size_bytes, storage_path, label, tags,
      doc_type, revision, effective_on, review_on, language, container_id, metadata, created_at, updated_at)
    VALUES (${id}, ${place.familyId}, ${place.revisionNo}, ${document.tenantId}, ${document.userId}, ${shownName(document)}, ${document.sizeBytes},
      ${document.sha256}, ${label}, ${[...document.tags]}::text[], ${document.type ?? place.type}, ${document.revision ?? null},
      ${document.effectiveOn ?? null}::date, ${document.reviewOn ?? null}::date, ${document.language ?? null}, ${container?.id ?? null},
      ${JSON.stringify(metadata)}::jsonb, ${now}, ${now})
    ON CONFLICT (tenant_id, storage_path) DO UPDATE
      SET status = 'pending', stage = 'waiting', progress = 0, error_code = NULL, error_message = NULL, metadata = documents.metadata - 'starts', updated_at = ${now}
      WHERE documents.status = 'failed'`);
}

/** Locks the container, whose label may be changing while it is unpacked. */
async function labelInside(tx: Transaction, containerId: string, otherwise: Label): Promise<Label> {
  return (await tx.maybe<{ label: Label }>(sql`SELECT label FROM documents WHERE tenant_id = ${tx.tenantId} AND id = ${containerId} FOR SHARE`))?.label ?? otherwise;
}

/** Locks the family: of two next revisions that come at once, one waits. */
async function nextRevision(tx: Transaction, replaces: string): Promise<{ familyId: string; revisionNo: number; type: DocumentType | null }> {
  const family = await tx.rows<{ id: string; family_id: string; revision_no: number; doc_type: DocumentType | null }>(sql`SELECT id, family_id, revision_no, doc_type
    FROM documents WHERE tenant_id = ${tx.tenantId} AND family_id = (SELECT family_id FROM documents WHERE tenant_id = ${tx.tenantId} AND id = ${replaces})
    ORDER BY revision_no FOR UPDATE`);
  const [replaced, last] = [family.find((row) => row.id === replaces), family.at(-1)];
  if (replaced === undefined || last === undefined) throw new MillwrightError('DOCUMENT_NOT_FOUND');
  return { familyId: replaced.family_id, revisionNo: last.revision_no + 1, type: replaced.doc_type };
}

const LONGEST_PATH = 500;

/** What came out of a container keeps the way to it in its name. */
function shownName({ filename, container }: NewDocument): string {
  if (container === undefined) return displayFilename(filename);
  const steps = filename.split(/[/\\]/).filter((step) => step !== '' && step !== '.' && step !== '..').map(displayFilename);
  while (steps.length > 2 && steps.join(' › ').length > LONGEST_PATH) steps.splice(1, 1);
  const shown = steps.join(' › ');
  return shown.length > LONGEST_PATH || shown === '' ? displayFilename(filename) : shown;
}
