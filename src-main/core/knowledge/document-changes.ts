import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { DocumentEvents } from './document-events.ts';
import { summaryOf } from './document-rows.ts';
import type { Ingestion } from './ingestion.ts';
import { noteChange, type Outbox } from './outbox.ts';
import { visibleDocument } from './visible-document.ts';

export interface DocumentDeps {
  database: Database;
  events: DocumentEvents;
  ingestion: Ingestion;
  outbox: Outbox;
  clock: Clock;
}

const scopeOf = ({ tenantId, userId }: Principal): { tenantId: string; userId: string } => ({ tenantId, userId });

/** Changes label and tags. The index has followed before this returns, so that no search ranks by the old label. */
export async function changeLabel(
  deps: DocumentDeps,
  principal: Principal,
  change: { id: string; label: Label; tags: string[] | undefined },
): Promise<DocumentSummary> {
  const row = await deps.database.withTenant(scopeOf(principal), async (tx) => {
    const before = await visibleDocument(tx, principal, change.id);
    await tx.run(sql`UPDATE documents SET label = ${change.label}, tags = ${change.tags ?? before.tags}::text[], updated_at = ${deps.clock.now()}
      WHERE id = ${change.id}`);
    await noteChange(tx, principal.tenantId, change.id, 'label');
    return visibleDocument(tx, principal, change.id);
  });
  await deps.outbox.drain(principal.tenantId);
  deps.events.publish(principal.tenantId, { type: 'changed', document: summaryOf(row) });
  return summaryOf(row);
}

/** Queues a failed document again. Throws `DOCUMENT_BUSY` while it is being worked on; a ready one stays as it is. */
export async function retryDocument(deps: DocumentDeps, principal: Principal, id: string): Promise<DocumentSummary> {
  const row = await deps.database.withTenant(scopeOf(principal), async (tx) => {
    const before = await visibleDocument(tx, principal, id);
    if (before.status === 'pending' || before.status === 'processing') throw new MillwrightError('DOCUMENT_BUSY');
    await tx.run(sql`UPDATE documents SET status = 'pending', stage = 'waiting', progress = 0, error_code = NULL, error_message = NULL,
      metadata = metadata - 'starts', updated_at = ${deps.clock.now()} WHERE id = ${id} AND status = 'failed'`);
    return visibleDocument(tx, principal, id);
  });
  deps.events.publish(principal.tenantId, { type: 'changed', document: summaryOf(row) });
  if (row.status === 'pending') deps.ingestion.queue(principal.tenantId, id);
  return summaryOf(row);
}

/** Deletes a document with its text; search stops showing it at once, its index entries and original go right after. */
export async function deleteDocument(deps: DocumentDeps, principal: Principal, id: string): Promise<{ deleted: true }> {
  const row = await deps.database.withTenant(scopeOf(principal), async (tx) => {
    const found = await visibleDocument(tx, principal, id);
    await tx.run(sql`DELETE FROM documents WHERE id = ${id}`);
    await noteChange(tx, principal.tenantId, id, 'delete');
    return found;
  });
  deps.ingestion.forget(principal.tenantId, id, row.storage_path);
  return { deleted: true };
}
