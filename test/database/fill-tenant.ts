import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** One tenant's rows: at least one in every tenant-owned table, with `marker` in everything that holds text. */
export interface FilledTenant {
  tenantId: string;
  userId: string;
  conversationId: string;
  documentId: string;
  collectionId: string;
  folderId: string;
  recallId: string;
  agentId: string;
  planId: string;
  toolId: string;
  approvalId: string;
  marker: string;
}

type Fill = (tx: Transaction, tenant: FilledTenant) => Promise<unknown>;

/** How to put a row into each tenant-owned table, in an order that satisfies their references. */
export const FILL: Record<string, Fill> = {
  sessions: (tx, { tenantId, userId, marker }) =>
    tx.run(sql`INSERT INTO sessions (id, tenant_id, user_id, token_hash, expires_at) VALUES (${randomUUID()}, ${tenantId}, ${userId}, ${marker.padEnd(64, '0')}, now())`),
  conversations: (tx, { tenantId, userId, conversationId, marker }) =>
    tx.run(sql`INSERT INTO conversations (id, tenant_id, user_id, title) VALUES (${conversationId}, ${tenantId}, ${userId}, ${marker})`),
  messages: (tx, { tenantId, conversationId, marker }) =>
    tx.run(sql`INSERT INTO messages (id, tenant_id, conversation_id, seq, role, content) VALUES (${randomUUID()}, ${tenantId}, ${conversationId}, 1, 'user', ${marker})`),
  documents: (tx, { tenantId, userId, documentId, marker }) =>
    tx.run(sql`INSERT INTO documents (id, family_id, tenant_id, uploaded_by, filename, file_size_bytes, storage_path) VALUES (${documentId}, ${documentId}, ${tenantId}, ${userId}, ${marker}, 1, ${marker})`),
  document_parts: (tx, { tenantId, documentId, marker }) =>
    tx.run(sql`INSERT INTO document_parts (tenant_id, document_id, part, content) VALUES (${tenantId}, ${documentId}, 0, ${marker})`),
  document_chunks: (tx, { tenantId, documentId, marker }) =>
    tx.run(sql`INSERT INTO document_chunks (id, tenant_id, document_id, chunk_index, content, part, start_offset, end_offset) VALUES (${randomUUID()}, ${tenantId}, ${documentId}, 0, ${marker}, 0, 0, 1)`),
  staged_parts: (tx, { tenantId, documentId, marker }) =>
    tx.run(sql`INSERT INTO staged_parts (tenant_id, document_id, part, content) VALUES (${tenantId}, ${documentId}, 0, ${marker})`),
  staged_chunks: (tx, { tenantId, documentId, marker }) =>
    tx.run(sql`INSERT INTO staged_chunks (id, tenant_id, document_id, chunk_index, content, part, start_offset, end_offset) VALUES (${randomUUID()}, ${tenantId}, ${documentId}, 0, ${marker}, 0, 0, 1)`),
  api_keys: (tx, { tenantId, userId, marker }) =>
    tx.run(sql`INSERT INTO api_keys (id, tenant_id, user_id, name, prefix, key_hash, scopes, created_by)
      VALUES (${randomUUID()}, ${tenantId}, ${userId}, ${marker}, 'mwk_0', ${marker.padEnd(64, '1')}, '{}', ${userId})`),
  token_usage: (tx, { tenantId }) => tx.run(sql`INSERT INTO token_usage (tenant_id, day, tokens) VALUES (${tenantId}, '2026-01-31', 417)`),
  generations: (tx, { tenantId, userId, marker }) =>
    tx.run(sql`INSERT INTO generations (id, tenant_id, user_id, model, remote, outcome, from_cache, prompt_tokens, reused_tokens, completion_tokens, total_ms, cost, created_at)
      VALUES (${randomUUID()}, ${tenantId}, ${userId}, ${marker}, false, 'ok', false, 1, 0, 1, 1, 0, now())`),
  guardrail_violations: (tx, { tenantId, userId, marker }) =>
    tx.run(sql`INSERT INTO guardrail_violations (id, tenant_id, user_id, message_id, model, action, found, created_at)
      VALUES (${randomUUID()}, ${tenantId}, ${userId}, ${randomUUID()}, ${marker}, 'marked', '[]', now())`),
  remote_models: (tx, { tenantId, marker }) =>
    tx.run(sql`INSERT INTO remote_models (id, tenant_id, name, kind, base_url, model, sealed_key, most_sensitive, created_at)
      VALUES (${randomUUID()}, ${tenantId}, ${marker}, 'openai', ${marker}, ${marker}, ${marker}, 'public', now())`),
  outbox: (tx, { tenantId, documentId }) => tx.run(sql`INSERT INTO outbox (tenant_id, document_id, action) VALUES (${tenantId}, ${documentId}, 'upsert')`),
  memories: (tx, { tenantId, userId, marker }) =>
    tx.run(sql`INSERT INTO memories (id, tenant_id, user_id, content) VALUES (${randomUUID()}, ${tenantId}, ${userId}, ${marker})`),
  settings: (tx, { tenantId, marker }) => tx.run(sql`INSERT INTO settings (tenant_id, key, value) VALUES (${tenantId}, 'key', ${JSON.stringify(marker)}::jsonb)`),
  tenant_policies: (tx, { tenantId, marker }) => tx.run(sql`INSERT INTO tenant_policies (tenant_id, rates) VALUES (${tenantId}, ${JSON.stringify({ marker })}::jsonb)`),
  audit_retention: (tx, { tenantId }) => tx.run(sql`INSERT INTO audit_retention (tenant_id, days) VALUES (${tenantId}, 400)`),
  collections: (tx, { tenantId, collectionId, marker }) => tx.run(sql`INSERT INTO collections (id, tenant_id, name) VALUES (${collectionId}, ${tenantId}, ${marker})`),
  collection_families: (tx, { tenantId, collectionId, documentId }) =>
    tx.run(sql`INSERT INTO collection_families (tenant_id, collection_id, family_id) VALUES (${tenantId}, ${collectionId}, ${documentId})`),
  vocabulary: (tx, { tenantId, marker }) => tx.run(sql`INSERT INTO vocabulary (id, tenant_id, term, means) VALUES (${randomUUID()}, ${tenantId}, ${marker}, ${[marker]}::text[])`),
  watched_folders: (tx, { tenantId, userId, folderId, marker }) =>
    tx.run(sql`INSERT INTO watched_folders (id, tenant_id, path, added_by) VALUES (${folderId}, ${tenantId}, ${marker}, ${userId})`),
  watched_files: (tx, { tenantId, folderId, marker }) =>
    tx.run(sql`INSERT INTO watched_files (tenant_id, folder_id, path, size_bytes, modified_at) VALUES (${tenantId}, ${folderId}, ${marker}, 1, now())`),
  answer_sources: (tx, { tenantId, userId, conversationId, documentId, marker }) =>
    tx.run(sql`INSERT INTO answer_sources (tenant_id, message_id, conversation_id, user_id, document_id, filename, label, cited_at)
      VALUES (${tenantId}, ${randomUUID()}, ${conversationId}, ${userId}, ${documentId}, ${marker}, 'internal', now())`),
  recalls: (tx, { tenantId, recallId, documentId, marker }) =>
    tx.run(sql`INSERT INTO recalls (id, tenant_id, document_id, filename, reason) VALUES (${recallId}, ${tenantId}, ${documentId}, ${marker}, 'withdrawn')`),
  feedback: (tx, { tenantId, userId, conversationId, marker }) =>
    tx.run(sql`INSERT INTO feedback (id, tenant_id, user_id, conversation_id, message_id, verdict, question, answer, citations, created_at)
      VALUES (${randomUUID()}, ${tenantId}, ${userId}, ${conversationId}, ${randomUUID()}, 'good', ${marker}, ${marker}, '[]', now())`),
  evaluation_sets: (tx, { tenantId, userId, collectionId, marker }) =>
    tx.run(sql`INSERT INTO evaluation_sets (id, tenant_id, name, origin, made_by, created_at) VALUES (${collectionId}, ${tenantId}, ${marker}, 'feedback', ${userId}, now())`),
  evaluation_questions: (tx, { tenantId, collectionId, documentId, marker }) =>
    tx.run(sql`INSERT INTO evaluation_questions (tenant_id, set_id, place, question, corrected, places, kind, document_ids)
      VALUES (${tenantId}, ${collectionId}, 0, ${marker}, ${marker}, ${JSON.stringify([{ file: marker }])}::jsonb, 'lookup', ARRAY[${documentId}::uuid])`),
  comparisons: (tx, { tenantId, userId, collectionId, planId, marker }) =>
    tx.run(sql`INSERT INTO comparisons (id, tenant_id, set_id, started_by, model_id, model_name, against_id, against_name, state, total, started_at)
      VALUES (${planId}, ${tenantId}, ${collectionId}, ${userId}, ${randomUUID()}, ${marker}, ${randomUUID()}, ${marker}, 'running', 2, now())`),
  comparison_answers: (tx, { tenantId, collectionId, planId, marker }) =>
    tx.run(sql`INSERT INTO comparison_answers (tenant_id, comparison_id, side, set_id, place, answer, written, unsupported, prompt_tokens, completion_tokens, created_at)
      VALUES (${tenantId}, ${planId}, 'model', ${collectionId}, 0, ${JSON.stringify({ marker })}::jsonb, true, 0, 1, 1, now())`),
  agents: (tx, { tenantId, agentId, marker }) =>
    tx.run(sql`INSERT INTO agents (id, tenant_id, name, version, definition, changed_at) VALUES (${agentId}, ${tenantId}, ${marker}, 1, ${JSON.stringify({ marker })}::jsonb, now())`),
  tools: (tx, { tenantId, toolId, marker }) =>
    tx.run(sql`INSERT INTO tools (id, tenant_id, name, version, definition, changed_at) VALUES (${toolId}, ${tenantId}, ${marker}, 1, ${JSON.stringify({ marker })}::jsonb, now())`),
  tool_versions: (tx, { tenantId, toolId, userId, marker }) =>
    tx.run(sql`INSERT INTO tool_versions (tenant_id, tool_id, version, definition, saved_by, saved_at) VALUES (${tenantId}, ${toolId}, 1, ${JSON.stringify({ marker })}::jsonb, ${userId}, now())`),
  mcp_servers: (tx, { tenantId, toolId, marker }) =>
    tx.run(sql`INSERT INTO mcp_servers (id, tenant_id, name, source, changed_at) VALUES (${toolId}, ${tenantId}, ${marker}, ${JSON.stringify({ marker })}::jsonb, now())`),
  tool_secrets: (tx, { tenantId, marker }) => tx.run(sql`INSERT INTO tool_secrets (tenant_id, name, sealed, kept_at) VALUES (${tenantId}, ${marker}, ${marker}, now())`),
  agent_versions: (tx, { tenantId, agentId, userId, marker }) =>
    tx.run(sql`INSERT INTO agent_versions (tenant_id, agent_id, version, definition, saved_by, saved_at) VALUES (${tenantId}, ${agentId}, 1, ${JSON.stringify({ marker })}::jsonb, ${userId}, now())`),
  prompt_versions: (tx, { tenantId, userId, marker }) =>
    tx.run(sql`INSERT INTO prompt_versions (id, tenant_id, name, kind, language, version, text, sha256, created_by, created_at)
      VALUES (${randomUUID()}, ${tenantId}, 'answer', 'system', 'any', 1, ${marker}, ${marker.padEnd(64, '0')}, ${userId}, now())`),
  active_prompts: (tx, { tenantId, userId }) =>
    tx.run(sql`INSERT INTO active_prompts (tenant_id, name, kind, language, version, activated_by, activated_at) VALUES (${tenantId}, 'answer', 'system', 'any', 1, ${userId}, now())`),
  approval_rules: (tx, { tenantId, marker }) =>
    tx.run(sql`INSERT INTO approval_rules (tenant_id, tool, needed, approvers, minutes, on_expiry, escalate_to, changed_at) VALUES (${tenantId}, ${marker}, 1, '{}', 60, 'reject', '{}', now())`),
  approvals: (tx, { tenantId, userId, approvalId, marker }) =>
    tx.run(sql`INSERT INTO approvals (id, tenant_id, user_id, tool, tool_version, kind, description, writes, leaves_machine, arguments, arguments_hash, requested_by, why, correlation_id,
        needed, approvers, on_expiry, escalate_to, minutes, state, nonce, requested_at, expires_at)
      VALUES (${approvalId}, ${tenantId}, ${userId}, ${marker}, 1, 'http', ${marker}, true, true, ${JSON.stringify({ marker })}::jsonb, ${'a'.repeat(64)}, 'person', ${marker}, ${randomUUID()},
        1, '{}', 'reject', '{}', 60, 'waiting', ${marker}, now(), now())`),
  approval_decisions: (tx, { tenantId, approvalId, userId, marker }) =>
    tx.run(sql`INSERT INTO approval_decisions (tenant_id, approval_id, decided_by, decision, reason, decided_at) VALUES (${tenantId}, ${approvalId}, ${userId}, 'reject', ${marker}, now())`),
  notice_settings: (tx, { tenantId, userId, marker }) =>
    tx.run(sql`INSERT INTO notice_settings (tenant_id, version, settings, webhook_secret, mail_password, saved_by, saved_at)
      VALUES (${tenantId}, 1, ${JSON.stringify({ webhook: { url: `https://${marker}.example.com/` } })}::jsonb, ${marker}, ${marker}, ${userId}, now())`),
  notice_deliveries: (tx, { tenantId, approvalId, userId, marker }) =>
    tx.run(sql`INSERT INTO notice_deliveries (id, tenant_id, kind, channel, approval_id, user_id, facts, correlation_id, state, next_at, created_at)
      VALUES (${randomUUID()}, ${tenantId}, 'waiting', 'email', ${approvalId}, ${userId}, ${JSON.stringify({ plant: marker, call: { id: approvalId, tool: marker, requester: marker, needed: 1, expiresAt: '2026-01-31T00:00:00.000Z' } })}::jsonb, ${randomUUID()}, 'waiting', now(), now())`),
  plans: (tx, { tenantId, userId, planId, marker }) =>
    tx.run(sql`INSERT INTO plans (id, tenant_id, user_id, goal, state, version, made_by, created_at, updated_at) VALUES (${planId}, ${tenantId}, ${userId}, ${marker}, 'draft', 1, 'person', now(), now())`),
  plan_steps: (tx, { tenantId, planId, marker }) =>
    tx.run(sql`INSERT INTO plan_steps (tenant_id, plan_id, key, place, title, instruction, agent, expected, after, state) VALUES (${tenantId}, ${planId}, 's1', 0, ${marker}, ${marker}, ${marker}, ${marker}, '{}', 'waiting')`),
  routing_corrections: (tx, { tenantId, userId, marker }) =>
    tx.run(sql`INSERT INTO routing_corrections (id, tenant_id, user_id, question, question_key, agent, created_at) VALUES (${randomUUID()}, ${tenantId}, ${userId}, ${marker}, ${marker.padEnd(64, '2')}, ${marker}, now())`),
  recall_notices: (tx, { tenantId, recallId, userId, conversationId }) =>
    tx.run(sql`INSERT INTO recall_notices (tenant_id, recall_id, message_id, conversation_id, user_id) VALUES (${tenantId}, ${recallId}, ${randomUUID()}, ${conversationId}, ${userId})`),
  conversation_openings: (tx, { tenantId, userId, conversationId, marker }) =>
    tx.run(sql`INSERT INTO conversation_openings (id, tenant_id, conversation_id, owner_id, opened_by, reason, opened_at) VALUES (${randomUUID()}, ${tenantId}, ${conversationId}, ${userId}, ${userId}, ${marker}, now())`),
  legal_holds: (tx, { tenantId, userId, marker }) =>
    tx.run(sql`INSERT INTO legal_holds (id, tenant_id, user_id, reason, placed_by, placed_at) VALUES (${randomUUID()}, ${tenantId}, ${userId}, ${marker}, ${userId}, now())`),
  erasures: (tx, { tenantId, userId, marker }) => tx.run(sql`INSERT INTO erasures (tenant_id, user_id, erased_by, begun_at, counts) VALUES (${tenantId}, ${userId}, ${userId}, now(), ${JSON.stringify({ marker })}::jsonb)`),
  sso_settings: (tx, { tenantId, marker }) =>
    tx.run(sql`INSERT INTO sso_settings (tenant_id, issuer, client_id, config) VALUES (${tenantId}, ${marker}, ${marker}, '{}')`),
  sso_accounts: (tx, { tenantId, userId, marker }) =>
    tx.run(sql`INSERT INTO sso_accounts (tenant_id, user_id, issuer, subject, login_name, roles_as_of) VALUES (${tenantId}, ${userId}, ${marker}, ${marker}, ${marker}, now())`),
  second_factors: (tx, { tenantId, userId, marker }) => tx.run(sql`INSERT INTO second_factors (tenant_id, user_id, secret) VALUES (${tenantId}, ${userId}, ${marker})`),
  audit_logs: (tx, { userId, marker }) => tx.rows(sql`SELECT audit_append(${JSON.stringify([auditRecord({ user_id: userId, user_name: marker })])}::jsonb)`),
};

/** A record as `audit_append` takes it. */
export function auditRecord(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: randomUUID(),
    event_type: 'search.query',
    outcome: 'ok',
    operation: 'search.query',
    correlation_id: randomUUID(),
    tools_used: [],
    request_hash: 'ab'.repeat(32),
    latency_ms: 3,
    metadata: { results: 4 },
    ...fields,
  };
}

/** Creates a tenant with one user and a row in every table. */
export async function fillTenant(database: Database, marker: string): Promise<FilledTenant> {
  const ids = { tenantId: randomUUID(), userId: randomUUID(), conversationId: randomUUID(), documentId: randomUUID() };
  const tenant: FilledTenant = { ...ids, collectionId: randomUUID(), folderId: randomUUID(), recallId: randomUUID(), agentId: randomUUID(), planId: randomUUID(), toolId: randomUUID(), approvalId: randomUUID(), marker };
  await database.withSystem(async (tx) => {
    await tx.run(sql`INSERT INTO tenants (id, name, slug) VALUES (${tenant.tenantId}, ${marker}, ${marker})`);
    await tx.run(sql`INSERT INTO users (id, tenant_id, external_id, display_name, role) VALUES (${tenant.userId}, ${tenant.tenantId}, ${marker}, ${marker}, 'admin')`);
  });
  await database.withTenant(tenant, async (tx) => {
    for (const fill of Object.values(FILL)) await fill(tx, tenant);
  });
  return tenant;
}
