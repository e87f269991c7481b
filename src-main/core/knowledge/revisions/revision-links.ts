import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { DocumentDeps } from '#core/knowledge/documents/document-changes.ts';
import { type DocumentRow, summaryOf } from '#core/knowledge/documents/document-rows.ts';
import { visibleDocument } from '#core/knowledge/documents/visible-document.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { publishFamily } from './revision-news.ts';

type Deps = Pick<DocumentDeps, 'database' | 'events' | 'recalls' | 'clock'>;

/** Makes two documents revisions of one, `id` the newer. Throws `REVISION_REFUSED` where it is not plain which comes after which. */
export async function linkRevisions(deps: Deps, principal: Principal, { id, replaces }: { id: string; replaces: string }): Promise<DocumentSummary> {
  return change(deps, principal, id, async (tx, newer) => {
    const older = await visibleDocument(tx, principal, replaces);
    if (older.id === newer.id) throw new MillwrightError('REVISION_REFUSED', 'A document cannot be a new revision of itself.');
    if (older.family_id === newer.family_id) return alreadyRelated(older, newer);
    await requireEnds(tx, older, newer);
    await mergeFamilies(tx, principal.tenantId, { into: older.family_id, from: newer.family_id, now: deps.clock.now() });
  });
}

function alreadyRelated(older: DocumentRow, newer: DocumentRow): void {
  if (newer.revision_no > older.revision_no) return;
  throw new MillwrightError('REVISION_REFUSED', `“${older.filename}” is already a later revision of “${newer.filename}”.`);
}

/** Two rows of revisions can only be joined end to end: anything else would have to guess the order. */
async function requireEnds(tx: Transaction, older: DocumentRow, newer: DocumentRow): Promise<void> {
  const later = await tx.maybe<{ filename: string }>(
    sql`SELECT filename FROM documents
      WHERE tenant_id = ${tx.tenantId} AND family_id = ${older.family_id} AND revision_no > ${older.revision_no} ORDER BY revision_no DESC LIMIT 1`,
  );
  if (later) throw new MillwrightError('REVISION_REFUSED', `“${older.filename}” has a later revision already, “${later.filename}”. Say that this document replaces that one.`);
  const earlier = await tx.maybe<{ filename: string }>(
    sql`SELECT filename FROM documents
      WHERE tenant_id = ${tx.tenantId} AND family_id = ${newer.family_id} AND revision_no < ${newer.revision_no} ORDER BY revision_no LIMIT 1`,
  );
  if (earlier) throw new MillwrightError('REVISION_REFUSED', `“${newer.filename}” is already a revision of “${earlier.filename}”. Say what that one replaces.`);
}

async function mergeFamilies(tx: Transaction, tenantId: string, { into, from, now }: { into: string; from: string; now: Date }): Promise<void> {
  await tx.run(sql`UPDATE documents d SET family_id = ${into}, updated_at = ${now},
      revision_no = (SELECT max(l.revision_no) FROM documents l WHERE l.tenant_id = ${tx.tenantId} AND l.family_id = ${into}) + r.place
    FROM (SELECT id, row_number() OVER (ORDER BY revision_no)::int AS place FROM documents
      WHERE tenant_id = ${tx.tenantId} AND family_id = ${from}) r
    WHERE d.tenant_id = ${tx.tenantId} AND d.id = r.id`);
  await tx.run(sql`INSERT INTO collection_families (tenant_id, collection_id, family_id)
    SELECT ${tenantId}::uuid, collection_id, ${into}::uuid FROM collection_families
    WHERE tenant_id = ${tx.tenantId} AND family_id = ${from} ON CONFLICT DO NOTHING`);
  await tx.run(sql`DELETE FROM collection_families WHERE tenant_id = ${tx.tenantId} AND family_id = ${from}`);
}

/** Takes a document out of force; the newest of its other revisions that is not withdrawn is in force then, if there is one. */
export function withdrawDocument(deps: Deps, principal: Principal, { id, why }: { id: string; why: string }): Promise<DocumentSummary> {
  const now = deps.clock.now();
  return change(deps, principal, id, (tx) =>
    tx.run(sql`UPDATE documents SET withdrawn_at = ${now}, withdrawn_why = ${why}, updated_at = ${now}
      WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND withdrawn_at IS NULL`),
  );
}

export function reinstateDocument(deps: Deps, principal: Principal, id: string): Promise<DocumentSummary> {
  return change(deps, principal, id, (tx) =>
    tx.run(sql`UPDATE documents SET withdrawn_at = NULL, withdrawn_why = NULL, updated_at = ${deps.clock.now()}
      WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND withdrawn_at IS NOT NULL`),
  );
}

/** Changes the standing of a document in one transaction, then tells everyone who watches it or built an answer on it. */
async function change(deps: Deps, principal: Principal, id: string, work: (tx: Transaction, row: DocumentRow) => Promise<unknown>): Promise<DocumentSummary> {
  const { tenantId, userId } = principal;
  const row = await deps.database.withTenant({ tenantId, userId }, async (tx) => {
    await work(tx, await visibleDocument(tx, principal, id));
    return visibleDocument(tx, principal, id);
  });
  await publishFamily(deps, tenantId, row.family_id);
  await deps.recalls.look(tenantId, { families: [row.family_id] });
  return summaryOf(row);
}
