import type { Delivery, DeliveryState, NoticeChannel, NoticeKind } from '#shared/contract/notices.ts';
import type { Transaction } from '#core/ports/database.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';
import type { NoticeFacts } from './notice-words.ts';

const KEPT_MS = 30 * 86_400_000;

export interface DeliveryRow {
  id: string;
  kind: NoticeKind;
  channel: NoticeChannel;
  approval_id: string | null;
  user_id: string | null;
  user_name: string | null;
  /** That of the person, where they may still sign in, or the one that was given. */
  address: string | null;
  facts: NoticeFacts;
  correlation_id: string;
  state: DeliveryState;
  attempts: number;
  next_at: Date;
  host: string | null;
  sentence: string | null;
  created_at: Date;
  ended_at: Date | null;
}

export type NewDelivery = Pick<DeliveryRow, 'id' | 'kind' | 'channel' | 'approval_id' | 'user_id' | 'address' | 'facts' | 'correlation_id'>;

/** Deliveries of this transaction's plant, latest first. */
export function deliveriesWhere(tx: Transaction, condition: SqlStatement, limit = 1): Promise<DeliveryRow[]> {
  return tx.rows<DeliveryRow>(sql`
    SELECT d.id, d.kind, d.channel, d.approval_id, d.user_id, u.display_name AS user_name, CASE WHEN d.user_id IS NULL THEN d.address WHEN u.is_active AND u.email <> '' THEN u.email END AS address,
      d.facts, d.correlation_id, d.state, d.attempts, d.next_at, d.host, d.sentence, d.created_at, d.ended_at
    FROM notice_deliveries d LEFT JOIN users u ON u.tenant_id = d.tenant_id AND u.id = d.user_id
    WHERE d.tenant_id = ${tx.tenantId} AND (${condition}) ORDER BY d.created_at DESC, d.id LIMIT ${limit}`);
}

export async function addDelivery(tx: Transaction, { id, kind, channel, approval_id, user_id, address, facts, correlation_id }: NewDelivery, { now, dueAt = now }: { now: Date; dueAt?: Date }): Promise<void> {
  await tx.run(sql`INSERT INTO notice_deliveries (id, tenant_id, kind, channel, approval_id, user_id, address, facts, correlation_id, state, next_at, created_at)
    VALUES (${id}, ${tx.tenantId}, ${kind}, ${channel}, ${approval_id}, ${user_id}, ${address}, ${JSON.stringify(facts)}::text::jsonb, ${correlation_id}, 'waiting', ${dueAt}, ${now})`);
}

/** What has not got there yet about a call is not told any more once there is something newer. */
export async function overtake(tx: Transaction, approvalId: string, now: Date): Promise<void> {
  await tx.run(sql`UPDATE notice_deliveries SET state = 'over', ended_at = ${now} WHERE tenant_id = ${tx.tenantId} AND approval_id = ${approvalId} AND state = 'waiting'`);
}

/** Counts an attempt before it is made, so that one which ends the program is not made at once again. Null where there is nothing to send any more. */
export async function beginAttempt(tx: Transaction, id: string, nextAt: (attempts: number) => Date): Promise<DeliveryRow | null> {
  const row = await tx.maybe<{ attempts: number }>(sql`SELECT attempts FROM notice_deliveries WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND state = 'waiting' FOR UPDATE`);
  if (!row) return null;
  const attempts = row.attempts + 1;
  await tx.run(sql`UPDATE notice_deliveries SET attempts = ${attempts}, next_at = ${nextAt(attempts)} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
  return (await deliveriesWhere(tx, sql`d.id = ${id}`))[0] ?? null;
}

export interface AttemptEnd {
  state: Exclude<DeliveryState, 'over'>;
  host: string | null;
  sentence: string | null;
  nextAt: Date | null;
}

/** What was overtaken while it was sent and got there is delivered all the same. */
export async function endAttempt(tx: Transaction, id: string, { state, host, sentence, nextAt }: AttemptEnd, now: Date): Promise<void> {
  const open = state === 'delivered' ? sql`state IN ('waiting', 'over')` : sql`state = 'waiting'`;
  await tx.run(sql`UPDATE notice_deliveries SET state = ${state}, host = ${host}, sentence = ${sentence}, next_at = coalesce(${nextAt}::timestamptz, next_at), ended_at = ${state === 'waiting' ? null : now}
    WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND ${open}`);
}

/** Whether there was such a one. */
export async function beginAgain(tx: Transaction, id: string, now: Date): Promise<boolean> {
  const changed = await tx.run(sql`UPDATE notice_deliveries SET state = 'waiting', attempts = 0, next_at = ${now}, ended_at = NULL WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND state IN ('dead', 'waiting')`);
  return changed > 0;
}

/** Removes what ended long ago, but for what a legal hold keeps. */
export async function removeOld(tx: Transaction, now: Date): Promise<void> {
  await tx.run(sql`DELETE FROM notice_deliveries d WHERE d.tenant_id = ${tx.tenantId} AND d.ended_at < ${new Date(now.getTime() - KEPT_MS)}
    AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.tenant_id = d.tenant_id AND h.user_id = d.user_id AND h.released_at IS NULL)`);
}

export function toDelivery({ id, kind, channel, approval_id: approvalId, user_name, address, facts, state, attempts, next_at, host, sentence, created_at, ended_at }: DeliveryRow): Delivery {
  return {
    id, kind, channel, approvalId, tool: facts.call?.tool ?? null, to: channel === 'email' ? (user_name ?? address) : null, state, attempts, host, sentence,
    createdAt: created_at.toISOString(), nextAt: state === 'waiting' ? next_at.toISOString() : null, endedAt: ended_at?.toISOString() ?? null,
  };
}
