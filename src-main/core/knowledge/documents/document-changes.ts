import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Ingestion } from '#core/knowledge/ingestion/ingestion.ts';
import { noteChange, type Outbox } from '#core/knowledge/indexing/outbox.ts';
import { recallDeleted } from '#core/knowledge/recalls/recall-rows.ts';
import type { RecallSweep } from '#core/knowledge/recalls/recall-sweep.ts';
import { publishFamily } from '#core/knowledge/revisions/revision-news.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { sql, type SqlStatement } from '#core/ports/sql.ts';
import type { DocumentEvents } from './document-events.ts';
import { summaryOf } from './document-rows.ts';
import { relabelUnpacked } from './relabel-unpacked.ts';
import { visibleDocument } from './visible-document.ts';

export interface DocumentDeps {
  database: Database;
  events: DocumentEvents;
  ingestion: Ingestion;
  outbox: Outbox;
  recalls: RecallSweep;
  clock: Clock;
  crypto: Crypto;
  /** Told when text of a plant was deleted: what others keep of it must go before the deletion answers. */
  textDeleted?: ((tenantId: string) => Promise<void>) | undefined;
}

/** What is to change: `null` clears, `undefined` leaves as it is. */
export interface DocumentChange {
  id: string;
  label?: Label | undefined;
  tags?: string[] | undefined;
  type?: DocumentSummary['type'] | undefined;
  revision?: string | null | undefined;
  effectiveOn?: string | null | undefined;
  reviewOn?: string | null | undefined;
}

const scopeOf = ({ tenantId, userId }: Principal): { tenantId: string; userId: string } => ({ tenantId, userId });

/**
 * Changes what is said of a document. The index has followed a new label before this returns, so that no search ranks by
 * the old one, and answers whose ground changed are recalled.
 */
export async function changeDocument(deps: DocumentDeps, principal: Principal, change: DocumentChange): Promise<DocumentSummary> {
  const { id, label } = change;
  const { row, unpacked } = await deps.database.withTenant(scopeOf(principal), async (tx) => {
    const before = await visibleDocument(tx, principal, id);
    await tx.run(sql`UPDATE documents SET label = ${label ?? before.label}, tags = ${change.tags ?? before.tags}::text[], ${described(change)}
      updated_at = ${deps.clock.now()} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
    const changed = await visibleDocument(tx, principal, id);
    if (label === undefined || label === before.label) return { row: changed, unpacked: [] };
    await noteChange(tx, principal.tenantId, id, 'label');
    return { row: changed, unpacked: await relabelUnpacked(tx, principal.tenantId, { id, from: before.label, to: label, now: deps.clock.now() }) };
  });
  const families = [...new Set([row.family_id, ...unpacked])];
  if (label !== undefined) await deps.outbox.drain(principal.tenantId);
  for (const family of families) await publishFamily(deps, principal.tenantId, family);
  await deps.recalls.look(principal.tenantId, { families });
  return summaryOf(row);
}

function described({ type, revision, effectiveOn, reviewOn }: DocumentChange): SqlStatement {
  const set = (value: string | null | undefined, column: SqlStatement): SqlStatement => (value === undefined ? sql`` : sql`${column} = ${value},`);
  return sql`${set(type, sql`doc_type`)} ${set(revision, sql`revision`)}
    ${effectiveOn === undefined ? sql`` : sql`effective_on = ${effectiveOn}::date,`} ${reviewOn === undefined ? sql`` : sql`review_on = ${reviewOn}::date,`}`;
}

/** Queues a failed document again. Throws `DOCUMENT_BUSY` while it is being worked on; a ready one stays as it is. */
export async function retryDocument(deps: DocumentDeps, principal: Principal, id: string): Promise<DocumentSummary> {
  const row = await deps.database.withTenant(scopeOf(principal), async (tx) => {
    const before = await visibleDocument(tx, principal, id);
    if (before.status === 'pending' || before.status === 'processing') throw new MillwrightError('DOCUMENT_BUSY');
    await tx.run(sql`UPDATE documents SET status = 'pending', stage = 'waiting', progress = 0, error_code = NULL, error_message = NULL,
      metadata = metadata - 'starts', updated_at = ${deps.clock.now()} WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND status = 'failed'`);
    return visibleDocument(tx, principal, id);
  });
  deps.events.publish(principal.tenantId, { type: 'changed', document: summaryOf(row) });
  if (row.status === 'pending') deps.ingestion.queue(principal.tenantId, id);
  return summaryOf(row);
}

/** Deletes a document with its text; search stops showing it at once, its index entries and original go right after. */
export async function deleteDocument(deps: DocumentDeps, principal: Principal, id: string): Promise<{ deleted: true }> {
  const { tenantId } = principal;
  const { found, recalled } = await deps.database.withTenant(scopeOf(principal), async (tx) => {
    const row = await visibleDocument(tx, principal, id);
    await tx.run(sql`DELETE FROM documents WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
    await noteChange(tx, tenantId, id, 'delete');
    return { found: row, recalled: await recallDeleted(tx, deps, tenantId, { id, label: row.label }) };
  });
  deps.ingestion.forget(tenantId, id, found.storage_path);
  await deps.textDeleted?.(tenantId);
  await publishFamily(deps, tenantId, found.family_id);
  await deps.recalls.record(tenantId, recalled);
  return { deleted: true };
}
