import type { Holdings } from '#shared/contract/privacy.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** How much there is of a person of this transaction's plant. */
export function holdingsOf(tx: Transaction, userId: string): Promise<Holdings> {
  return tx.one<Holdings>(sql`
    SELECT
      (SELECT count(*)::int FROM conversations WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}) AS conversations,
      (SELECT count(*)::int FROM messages m JOIN conversations c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id WHERE m.tenant_id = ${tx.tenantId} AND c.user_id = ${userId}) AS messages,
      (SELECT count(*)::int FROM recall_notices WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}) + (SELECT count(*)::int FROM conversation_openings WHERE tenant_id = ${tx.tenantId} AND owner_id = ${userId}) AS notices,
      (SELECT count(*)::int FROM memories WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}) AS memories,
      (SELECT count(*)::int FROM sessions WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}) AS sessions,
      (SELECT count(*)::int FROM api_keys WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}) AS keys,
      (SELECT count(*)::int FROM second_factors WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}) + (SELECT count(*)::int FROM sso_accounts WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}) AS credentials,
      (SELECT count(*)::int FROM documents WHERE tenant_id = ${tx.tenantId} AND uploaded_by = ${userId}) AS documents,
      (SELECT coalesce(sum(file_size_bytes), 0)::bigint FROM documents WHERE tenant_id = ${tx.tenantId} AND uploaded_by = ${userId}) AS "documentBytes",
      (SELECT count(*)::int FROM audit_logs WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}) AS "auditRecords"`);
}
