import type { Label } from '#shared/contract/permissions.ts';
import type { Database, TenantScope } from '#core/ports/database.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';

const PAGE = 1_000;

/** In place of what was made from documents that whoever reads the rows may not read. */
const WITHHELD = 'above the clearance of who exported it';

/**
 * Small kinds of rows of a person, by the name of their file, for a reader who may read what has one of these labels. No password hash, token,
 * secret or key is among the columns.
 */
export function smallKinds(tenantId: string, userId: string, labels: readonly Label[]): Record<string, SqlStatement> {
  const seen = sql`ANY(${[...labels]}::text[])`;
  const judged = sql`(label IS NULL OR label = ${seen}) AND NOT EXISTS (SELECT FROM answer_sources s JOIN documents d ON d.tenant_id = s.tenant_id AND d.id = s.document_id
    WHERE s.tenant_id = feedback.tenant_id AND s.message_id = feedback.message_id AND NOT d.label = ${seen})`;
  const done = sql`(s.result->>'label' IS NULL OR s.result->>'label' = ${seen}) AND NOT EXISTS (SELECT FROM jsonb_array_elements(coalesce(s.result->'used', '[]')) u
    JOIN documents d ON d.tenant_id = s.tenant_id AND d.id = (u->>'id')::uuid WHERE NOT d.label = ${seen})`;
  return {
    account: sql`SELECT id, display_name, email, external_id, role, clearance, is_active, last_login, created_at FROM users WHERE tenant_id = ${tenantId} AND id = ${userId}`,
    'sign-in-account': sql`SELECT issuer, subject, login_name, roles_as_of, pin_hash IS NOT NULL AS has_pin FROM sso_accounts WHERE tenant_id = ${tenantId} AND user_id = ${userId}`,
    'second-factor': sql`SELECT confirmed_at, cardinality(recovery_codes) AS recovery_codes_left FROM second_factors WHERE tenant_id = ${tenantId} AND user_id = ${userId}`,
    sessions: sql`SELECT id, method, agent, caller, created_at, last_seen, expires_at, revoked_at FROM sessions WHERE tenant_id = ${tenantId} AND user_id = ${userId} ORDER BY created_at, id`,
    'api-keys': sql`SELECT id, name, prefix, scopes, created_at, expires_at, last_used, revoked_at FROM api_keys WHERE tenant_id = ${tenantId} AND user_id = ${userId} ORDER BY created_at, id`,
    memories: sql`SELECT id, kind, CASE WHEN label IS NULL OR label = ${seen} THEN content ELSE ${WITHHELD} END AS content, importance, label, tags, source_type, created_at, updated_at, expires_at FROM memories WHERE tenant_id = ${tenantId} AND user_id = ${userId} ORDER BY created_at, id`,
    'recall-notices': sql`SELECT recall_id, message_id, conversation_id, told_at, seen_at FROM recall_notices WHERE tenant_id = ${tenantId} AND user_id = ${userId} ORDER BY told_at, message_id`,
    feedback: sql`SELECT id, conversation_id, message_id, verdict, reason, CASE WHEN correction IS NULL OR (${judged}) THEN correction ELSE ${WITHHELD} END AS correction, question,
      CASE WHEN ${judged} THEN answer ELSE ${WITHHELD} END AS answer, model, created_at FROM feedback WHERE tenant_id = ${tenantId} AND user_id = ${userId} ORDER BY created_at, id`,
    plans: sql`SELECT p.id, p.goal, p.state, p.created_at, p.updated_at, s.key, s.title, s.instruction, s.agent, s.expected, s.state AS step_state,
      CASE WHEN s.result IS NULL OR (${done}) THEN s.result->>'content' ELSE ${WITHHELD} END AS result
      FROM plans p JOIN plan_steps s ON s.tenant_id = p.tenant_id AND s.plan_id = p.id WHERE p.tenant_id = ${tenantId} AND p.user_id = ${userId} ORDER BY p.created_at, p.id, s.place`,
    'routing-corrections': sql`SELECT id, question, agent, created_at FROM routing_corrections WHERE tenant_id = ${tenantId} AND user_id = ${userId} ORDER BY created_at, id`,
    'use-of-models': sql`SELECT id, model, remote, outcome, from_cache, prompt_tokens, completion_tokens, total_ms, cost, created_at FROM generations WHERE tenant_id = ${tenantId} AND user_id = ${userId} ORDER BY created_at, id`,
    'checks-of-answers': sql`SELECT id, conversation_id, message_id, model, action, found, facts, supported, created_at FROM guardrail_violations WHERE tenant_id = ${tenantId} AND user_id = ${userId} ORDER BY created_at, id`,
    'approvals-wanted': sql`SELECT id, tool, arguments, why, agent, conversation_id, state, sentence, requested_at, ended_at FROM approvals WHERE tenant_id = ${tenantId} AND user_id = ${userId} ORDER BY requested_at, id`,
    'approvals-decided': sql`SELECT approval_id, decision, reason, decided_at FROM approval_decisions WHERE tenant_id = ${tenantId} AND decided_by = ${userId} ORDER BY decided_at, approval_id`,
    'notices-sent': sql`SELECT id, kind, channel, facts, state, created_at, ended_at FROM notice_deliveries WHERE tenant_id = ${tenantId} AND user_id = ${userId} ORDER BY created_at, id`,
    'opened-by-others': sql`SELECT o.id, o.conversation_id, u.display_name AS opened_by, o.reason, o.opened_at, o.seen_at
      FROM conversation_openings o JOIN users u ON u.tenant_id = o.tenant_id AND u.id = o.opened_by WHERE o.tenant_id = ${tenantId} AND o.owner_id = ${userId} ORDER BY o.opened_at, o.id`,
  };
}

export async function* onePage(database: Database, scope: TenantScope, statement: SqlStatement): AsyncGenerator<unknown[]> {
  yield await database.withTenant(scope, (tx) => tx.rows(statement));
}

/** What the record holds of what a person did. */
export async function* recordPages(database: Database, scope: TenantScope, userId: string): AsyncGenerator<unknown[]> {
  for (let after = 0; ; ) {
    const from = after;
    const rows = await database.withTenant(scope, (tx) =>
      tx.rows<{ seq: number }>(sql`
        SELECT seq, created_at, event_type, outcome, operation, correlation_id, session_id, resource_type, resource_id, model, latency_ms, metadata
        FROM audit_logs WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND seq > ${from} ORDER BY seq LIMIT ${PAGE}`),
    );
    yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.seq ?? 0;
  }
}
