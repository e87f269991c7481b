import { MillwrightError } from '#shared/contract/errors.ts';
import { type Recall, type RecallNotice, recalls } from '#shared/contract/recalls.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { bindHandlers, type BoundOperation, type Principal } from '#core/pipeline/index.ts';
import { reach, visibleLabels } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql, type SqlStatement } from '#core/ports/sql.ts';

const MOST = 500;

interface RecallRow {
  id: string;
  document_id: string;
  filename: string;
  reason: Recall['reason'];
  from_revision: string | null;
  to_document_id: string | null;
  to_revision: string | null;
  from_label: Label | null;
  to_label: Label | null;
  created_at: Date;
}

interface NoticeRow extends RecallRow {
  conversation_id: string;
  title: string;
  message_id: string;
  told_at: Date;
  seen_at: Date | null;
}

/**
 * A recall as these labels may see it: a document that has become too sensitive loses its name, a successor that is its link. The last
 * label of a deleted document is the one its recall kept.
 */
const recallFor = (labels: readonly Label[]): SqlStatement => sql`r.id, r.document_id,
  CASE WHEN coalesce((SELECT d.label FROM documents d WHERE d.tenant_id = r.tenant_id AND d.id = r.document_id),
      (SELECT g.to_label FROM recalls g WHERE g.tenant_id = r.tenant_id AND g.document_id = r.document_id AND g.reason = 'deleted' LIMIT 1),
      r.to_label, r.from_label, 'internal') = ANY(${[...labels]}::text[]) THEN r.filename ELSE '' END AS filename,
  r.reason, r.from_revision, successor.id AS to_document_id, CASE WHEN successor.id IS NOT NULL THEN r.to_revision END AS to_revision,
  r.from_label, CASE WHEN r.reason = 'relabelled' THEN r.to_label END AS to_label, r.created_at`;

const successorFor = (labels: readonly Label[]): SqlStatement =>
  sql`LEFT JOIN documents successor ON successor.tenant_id = r.tenant_id AND successor.id = r.to_document_id AND successor.label = ANY(${[...labels]}::text[])`;

export function recallHandlers({ database, clock }: { database: Database; clock: Clock }): BoundOperation[] {
  const within = <T>({ tenantId, userId }: Principal, work: (tx: Transaction) => Promise<T>): Promise<T> => database.withTenant({ tenantId, userId }, work);

  function notices(tx: Transaction, principal: Principal, wanted: SqlStatement): Promise<NoticeRow[]> {
    const labels = visibleLabels(principal);
    return tx.rows<NoticeRow>(sql`SELECT ${recallFor(labels)}, n.conversation_id, c.title, n.message_id, n.told_at, n.seen_at
      FROM recall_notices n JOIN recalls r ON r.tenant_id = n.tenant_id AND r.id = n.recall_id
        JOIN conversations c ON c.tenant_id = n.tenant_id AND c.id = n.conversation_id
        JOIN messages m ON m.tenant_id = n.tenant_id AND m.id = n.message_id ${successorFor(labels)}
      WHERE ${reach(principal, 'notice', { tenant: sql`n.tenant_id`, owner: sql`n.user_id` })} AND ${wanted} ORDER BY n.told_at DESC, n.message_id, r.id LIMIT ${MOST}`);
  }

  return bindHandlers(recalls, {
    mine: async ({ unseen }, { principal }) => ({
      notices: (await within(principal, (tx) => notices(tx, principal, unseen ? sql`n.seen_at IS NULL` : sql`true`))).map(noticeOf),
    }),

    seen: ({ id, messageId }, { principal }) =>
      within(principal, async (tx) => {
        await tx.run(sql`UPDATE recall_notices SET seen_at = coalesce(seen_at, ${clock.now()}::timestamptz)
          WHERE recall_id = ${id} AND message_id = ${messageId} AND ${reach(principal, 'notice', { tenant: sql`tenant_id`, owner: sql`user_id` })}`);
        const [row] = await notices(tx, principal, sql`n.recall_id = ${id} AND n.message_id = ${messageId}`);
        if (row === undefined) throw new MillwrightError('NOTICE_NOT_FOUND');
        return noticeOf(row);
      }),

    list: ({ documentId }, { principal }) =>
      within(principal, async (tx) => {
        const labels = visibleLabels(principal);
        const rows = await tx.rows<RecallRow>(sql`SELECT ${recallFor(labels)} FROM recalls r ${successorFor(labels)}
          WHERE r.tenant_id = ${tx.tenantId} AND ${documentId === undefined ? sql`true` : sql`r.document_id = ${documentId}`}
          ORDER BY r.created_at DESC, r.id LIMIT ${MOST}`);
        const told = await tx.rows<ToldRow>(sql`SELECT n.recall_id, n.user_id, u.display_name, n.message_id, n.told_at, n.seen_at
          FROM recall_notices n JOIN users u ON u.tenant_id = n.tenant_id AND u.id = n.user_id
          WHERE n.tenant_id = ${tx.tenantId} AND n.recall_id = ANY(${rows.map((row) => row.id)}::uuid[]) ORDER BY n.told_at, n.message_id`);
        const byRecall = Map.groupBy(told, (row) => row.recall_id);
        return { recalls: rows.map((row) => ({ ...recallOf(row), told: (byRecall.get(row.id) ?? []).map(toldOf) })) };
      }),
  });
}

interface ToldRow {
  recall_id: string;
  user_id: string;
  display_name: string;
  message_id: string;
  told_at: Date;
  seen_at: Date | null;
}

function toldOf(row: ToldRow) {
  return { userId: row.user_id, userName: row.display_name, messageId: row.message_id, toldAt: row.told_at.toISOString(), seenAt: row.seen_at?.toISOString() ?? null };
}

function noticeOf(row: NoticeRow): RecallNotice {
  return {
    recall: recallOf(row),
    conversationId: row.conversation_id,
    conversationTitle: row.title,
    messageId: row.message_id,
    toldAt: row.told_at.toISOString(),
    seenAt: row.seen_at?.toISOString() ?? null,
  };
}

function recallOf(row: RecallRow): Recall {
  return {
    id: row.id,
    documentId: row.document_id,
    filename: row.filename,
    reason: row.reason,
    fromRevision: row.from_revision,
    toDocumentId: row.to_document_id,
    toRevision: row.to_revision,
    fromLabel: row.from_label,
    toLabel: row.to_label,
    at: row.created_at.toISOString(),
  };
}
