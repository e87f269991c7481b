import { MillwrightError } from '#shared/contract/errors.ts';
import { LABELS } from '#shared/contract/permissions.ts';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Attachment } from '#core/ports/document-reader.ts';
import type { Scratch } from '#core/ports/file-store.ts';
import { sql } from '#core/ports/sql.ts';
import { type AddDeps, addDocument } from './add-document.ts';
import type { TakeAttachments } from './ingest-document.ts';

/** Documents that one archive may become, those of archives in it included. */
const MOST = 10_000;
/** Refusals told one by one. */
const TOLD = 5;

interface Deps extends AddDeps {
  /** Queues a document behind those that people added themselves. */
  queueLater(tenantId: string, document: DocumentSummary): void;
}

/**
 * Makes documents of the files found inside one, with its label and tags. A file that is already here stays as it is, so
 * a container that is read again adds nothing twice.
 */
export function createAttachmentTaker(deps: Deps, tenantId: string): TakeAttachments {
  return async (job, summary, scratch, signal) => {
    const attachments = summary.attachments ?? [];
    if (attachments.length === 0) return [];
    const container = await containerOf(job.id);
    const room = Math.max(0, MOST - (await descendants(job.root)));
    const refusals: string[] = [];
    for (const attachment of attachments.slice(0, room)) {
      signal.throwIfAborted();
      const refusal = await take(attachment, container, { id: job.id, rootId: job.root, depth: job.depth + 1 }, scratch, signal);
      if (refusal !== null) refusals.push(refusal);
    }
    return [...shown(refusals), ...leftOut(attachments.length - room)];
  };

  async function take(
    attachment: Attachment, owner: Owner, container: { id: string; rootId: string; depth: number }, scratch: Scratch, signal: AbortSignal,
  ): Promise<string | null> {
    try {
      const content = await scratch.take(attachment.path);
      const { filename } = attachment;
      const label = LABELS.find((each) => each === owner.label) ?? 'restricted';
      const added = await addDocument(deps, { tenantId, userId: owner.uploaded_by, filename, content, label, tags: owner.tags, container }, signal);
      if (added.document.status === 'pending') deps.queueLater(tenantId, added.document);
      return null;
    } catch (error) {
      if (!(error instanceof MillwrightError) || error.code === 'CANCELLED' || error.code === 'DISK_FULL') throw error;
      return `${attachment.filename}: ${error.message}`;
    }
  }

  function containerOf(id: string): Promise<Owner> {
    return deps.database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.one<Owner>(sql`SELECT uploaded_by, label, tags FROM documents WHERE tenant_id = ${tx.tenantId} AND id = ${id}`),
    );
  }

  async function descendants(root: string): Promise<number> {
    const row = await deps.database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.one<{ n: number }>(sql`SELECT count(*)::int AS n FROM documents
        WHERE tenant_id = ${tx.tenantId} AND container_id IS NOT NULL AND metadata->>'root' = ${root}`),
    );
    return row.n;
  }
}

interface Owner {
  uploaded_by: string;
  label: string;
  tags: string[];
}

function shown(refusals: readonly string[]): string[] {
  const rest = refusals.length - TOLD;
  return rest <= 0 ? [...refusals] : [...refusals.slice(0, TOLD), `${rest} more files inside could not be taken in.`];
}

function leftOut(count: number): string[] {
  return count <= 0 ? [] : [`${count} files inside were left out: one file may become at most ${MOST} documents.`];
}
