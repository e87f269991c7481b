import type { RECALL_REASONS } from '#shared/contract/recalls.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { STANDING, SUCCESSOR } from '#core/knowledge/documents/standing.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** A recall that was just made, for the audit record. */
export interface MadeRecall {
  id: string;
  documentId: string;
  reason: (typeof RECALL_REASONS)[number];
  answers: number;
}

/** An answer whose ground is no longer what it was when it was cited, and why. */
interface Affected {
  message_id: string;
  conversation_id: string;
  user_id: string;
  document_id: string;
  filename: string;
  reason: MadeRecall['reason'];
  from_revision: string | null;
  from_label: Label;
  to_document_id: string | null;
  to_revision: string | null;
  to_label: Label | null;
}

interface Deps {
  crypto: Crypto;
  clock: Clock;
}

/** Writes the recalls that are due for these documents, once for every answer and reason. Running it again does nothing. */
export async function recallDue(tx: Transaction, deps: Deps, tenantId: string, documentIds: readonly string[]): Promise<MadeRecall[]> {
  return write(tx, deps, tenantId, await affectedBy(tx, documentIds, null));
}

/** The same for a document that this transaction deleted; its last label decides who may still read what was quoted from it. */
export async function recallDeleted(tx: Transaction, deps: Deps, tenantId: string, deleted: { id: string; label: Label }): Promise<MadeRecall[]> {
  return write(tx, deps, tenantId, await affectedBy(tx, [deleted.id], deleted.label));
}

function affectedBy(tx: Transaction, documentIds: readonly string[], lastLabel: Label | null): Promise<Affected[]> {
  return tx.rows<Affected>(sql`WITH stand AS MATERIALIZED (
      SELECT d.id, d.label, ${STANDING} AS standing, successor.id AS successor_id,
        (SELECT s.revision FROM documents s WHERE s.tenant_id = d.tenant_id AND s.id = successor.id) AS successor_revision
      FROM documents d ${SUCCESSOR} WHERE d.tenant_id = ${tx.tenantId} AND d.id = ANY(${[...documentIds]}::uuid[]))
    SELECT a.message_id, a.conversation_id, a.user_id, a.document_id, a.filename, r.reason, a.revision AS from_revision, a.label AS from_label,
      CASE WHEN r.reason = 'superseded' THEN stand.successor_id END AS to_document_id,
      CASE WHEN r.reason = 'superseded' THEN stand.successor_revision END AS to_revision,
      CASE r.reason WHEN 'relabelled' THEN stand.label WHEN 'deleted' THEN ${lastLabel}::text END AS to_label
    FROM answer_sources a LEFT JOIN stand ON stand.id = a.document_id
    CROSS JOIN LATERAL (VALUES
      ('deleted', stand.id IS NULL),
      ('withdrawn', stand.standing = 'withdrawn' AND a.standing <> 'withdrawn'),
      ('superseded', stand.standing = 'superseded' AND a.standing NOT IN ('superseded', 'withdrawn')),
      ('relabelled', stand.label <> a.label)) AS r(reason, holds)
    WHERE a.tenant_id = ${tx.tenantId} AND a.document_id = ANY(${[...documentIds]}::uuid[]) AND r.holds
      AND NOT EXISTS (SELECT 1 FROM recalls c JOIN recall_notices n ON n.tenant_id = c.tenant_id AND n.recall_id = c.id
        WHERE c.tenant_id = a.tenant_id AND c.document_id = a.document_id AND c.reason = r.reason AND n.message_id = a.message_id
          AND (r.reason <> 'relabelled' OR c.to_label = stand.label))
    ORDER BY a.message_id, a.document_id`);
}

async function write(tx: Transaction, deps: Deps, tenantId: string, affected: readonly Affected[]): Promise<MadeRecall[]> {
  const made: MadeRecall[] = [];
  for (const group of Map.groupBy(affected, sameRecall).values()) {
    const [first] = group;
    if (first === undefined) continue;
    const id = (await recallLike(tx, first)) ?? (await insertRecall(tx, deps, tenantId, first));
    const told = JSON.stringify(group.map(({ message_id, conversation_id, user_id }) => ({ message_id, conversation_id, user_id })));
    await tx.run(sql`INSERT INTO recall_notices (tenant_id, recall_id, message_id, conversation_id, user_id, told_at)
      SELECT ${tenantId}::uuid, ${id}::uuid, r.message_id, r.conversation_id, r.user_id, ${deps.clock.now()}::timestamptz
      FROM jsonb_to_recordset(${told}::jsonb) AS r(message_id uuid, conversation_id uuid, user_id uuid) ON CONFLICT DO NOTHING`);
    made.push({ id, documentId: first.document_id, reason: first.reason, answers: group.length });
  }
  return made;
}

const sameRecall = (a: Affected): string =>
  JSON.stringify([a.document_id, a.reason, a.from_revision, a.to_document_id, a.to_revision, a.reason === 'relabelled' ? a.from_label : null, a.to_label]);

/** An answer that was still being written joins the recall it missed. */
async function recallLike(tx: Transaction, a: Affected): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>(sql`SELECT id FROM recalls
    WHERE tenant_id = ${tx.tenantId} AND document_id = ${a.document_id} AND reason = ${a.reason}
      AND from_revision IS NOT DISTINCT FROM ${a.from_revision} AND to_document_id IS NOT DISTINCT FROM ${a.to_document_id}::uuid
      AND to_revision IS NOT DISTINCT FROM ${a.to_revision} AND (${a.reason} <> 'relabelled' OR from_label = ${a.from_label})
      AND to_label IS NOT DISTINCT FROM ${a.to_label} ORDER BY created_at DESC LIMIT 1`);
  return row?.id;
}

async function insertRecall(tx: Transaction, { crypto, clock }: Deps, tenantId: string, a: Affected): Promise<string> {
  const id = crypto.uuid();
  await tx.run(sql`INSERT INTO recalls (id, tenant_id, document_id, filename, reason, from_revision, to_document_id, to_revision, from_label, to_label, created_at)
    VALUES (${id}, ${tenantId}, ${a.document_id}, ${a.filename}, ${a.reason}, ${a.from_revision}, ${a.to_document_id}, ${a.to_revision}, ${a.from_label},
      ${a.to_label}, ${clock.now()})`);
  return id;
}
