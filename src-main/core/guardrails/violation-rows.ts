import type { GuardrailVerdict, Violation, ViolationKind } from '#shared/contract/guardrails.ts';
import type { Transaction } from '#core/ports/database.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';

/** Where something wrong was found. */
export interface FoundIn {
  id: string;
  userId: string | null;
  conversationId: string | null;
  messageId: string;
  model: string | null;
  at: Date;
}

export async function addViolation(tx: Transaction, { id, userId, conversationId, messageId, model, at }: FoundIn, { action, found, facts, supported }: GuardrailVerdict): Promise<void> {
  await tx.run(sql`
    INSERT INTO guardrail_violations (id, tenant_id, user_id, conversation_id, message_id, model, action, found, facts, supported, created_at)
    VALUES (${id}, ${tx.tenantId}, ${userId}, ${conversationId}, ${messageId}, ${model}, ${action}, ${JSON.stringify(found)}::jsonb, ${facts}, ${supported}, ${at})`);
}

interface Row {
  id: string;
  user_id: string | null;
  name: string | null;
  conversation_id: string | null;
  message_id: string;
  model: string | null;
  action: Violation['action'];
  found: Violation['found'];
  facts: number | null;
  supported: number | null;
  created_at: Date;
}

export async function violationsSince(tx: Transaction, since: Date, kind: ViolationKind | null, limit: number): Promise<Violation[]> {
  const rows = await tx.rows<Row>(sql`
    SELECT v.id, v.user_id, u.display_name AS name, v.conversation_id, v.message_id, v.model, v.action, v.found, v.facts, v.supported, v.created_at
    FROM guardrail_violations v LEFT JOIN users u ON u.tenant_id = v.tenant_id AND u.id = v.user_id
    WHERE v.tenant_id = ${tx.tenantId} AND v.created_at >= ${since} AND (${kind}::text IS NULL OR v.found @> ${JSON.stringify(kind === null ? [] : [{ kind }])}::jsonb)
    ORDER BY v.created_at DESC, v.id LIMIT ${limit}`);
  return rows.map(({ user_id, name, conversation_id, message_id, created_at, ...rest }) => ({
    ...rest,
    at: created_at.toISOString(),
    user: user_id === null || name === null ? null : { id: user_id, name },
    conversationId: conversation_id,
    messageId: message_id,
  }));
}

export function countsSince(tx: Transaction, since: Date): Promise<{ marked: number; masked: number; refused: number }> {
  return tx.one(sql`
    SELECT (count(*) FILTER (WHERE action = 'marked'))::int AS marked, (count(*) FILTER (WHERE action = 'masked'))::int AS masked, (count(*) FILTER (WHERE action = 'refused'))::int AS refused
    FROM guardrail_violations WHERE tenant_id = ${tx.tenantId} AND created_at >= ${since}`);
}

/** Of violations: those older than this, but none of somebody under legal hold, nor of an answer that somebody has judged. */
const old = (before: Date): SqlStatement => sql`
  v.created_at < ${before}
  AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.tenant_id = v.tenant_id AND h.user_id = v.user_id AND h.released_at IS NULL)
  AND NOT EXISTS (SELECT FROM feedback f WHERE f.tenant_id = v.tenant_id AND f.message_id = v.message_id)`;

export async function countOldViolations(tx: Transaction, before: Date): Promise<number> {
  return (await tx.one<{ n: number }>(sql`SELECT count(*)::int AS n FROM guardrail_violations v WHERE v.tenant_id = ${tx.tenantId} AND ${old(before)}`)).n;
}

/** At most so many; says how many went. */
export function removeOldViolations(tx: Transaction, before: Date, most: number): Promise<number> {
  return tx.run(sql`DELETE FROM guardrail_violations WHERE tenant_id = ${tx.tenantId} AND id IN (SELECT v.id FROM guardrail_violations v WHERE v.tenant_id = ${tx.tenantId} AND ${old(before)} LIMIT ${most})`);
}
