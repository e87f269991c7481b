import { MillwrightError } from '#shared/contract/errors.ts';
import type { Opening } from '#shared/contract/openings.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';

const MOST_LISTED = 500;

interface Row {
  id: string;
  conversation_id: string | null;
  owner_id: string;
  owner_name: string;
  opened_by: string;
  opener_name: string;
  reason: string;
  opened_at: Date;
  seen_at: Date | null;
}

/** Openings of this transaction's plant, latest first. */
export async function openingsWhere(tx: Transaction, condition: SqlStatement): Promise<Opening[]> {
  const rows = await tx.rows<Row>(sql`
    SELECT o.id, o.conversation_id, o.owner_id, owner.display_name AS owner_name, o.opened_by, opener.display_name AS opener_name, o.reason, o.opened_at, o.seen_at
    FROM conversation_openings o
      JOIN users owner ON owner.tenant_id = o.tenant_id AND owner.id = o.owner_id
      JOIN users opener ON opener.tenant_id = o.tenant_id AND opener.id = o.opened_by
    WHERE o.tenant_id = ${tx.tenantId} AND (${condition}) ORDER BY o.opened_at DESC, o.id LIMIT ${MOST_LISTED}`);
  return rows.map((row) => ({
    id: row.id,
    conversationId: row.conversation_id,
    owner: { id: row.owner_id, name: row.owner_name },
    openedBy: { id: row.opened_by, name: row.opener_name },
    reason: row.reason,
    openedAt: row.opened_at.toISOString(),
    seenAt: row.seen_at?.toISOString() ?? null,
  }));
}

/** The owner of a conversation that is not the caller's. Throws `CONVERSATION_NOT_FOUND`, also for one's own: that is read without breaking any glass. */
export async function whoseConversation(tx: Transaction, principal: Principal, id: string): Promise<{ id: string; name: string }> {
  const owner = await tx.maybe<{ id: string; name: string }>(sql`
    SELECT u.id, u.display_name AS name FROM conversations c JOIN users u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
    WHERE c.tenant_id = ${tx.tenantId} AND c.id = ${id} AND c.user_id <> ${principal.userId}`);
  if (!owner) throw new MillwrightError('CONVERSATION_NOT_FOUND');
  return owner;
}
