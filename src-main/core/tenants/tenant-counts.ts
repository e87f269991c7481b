import type { TenantMetrics } from '#shared/contract/tenants.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

const DAY_MS = 24 * 60 * 60_000;

interface CountsRow {
  documents: number;
  ready: number;
  failed: number;
  passages: number;
  people: number;
  active: number;
  conversations: number;
  answers: number;
  plans: number;
  approvals: number;
}

/** How much there is of what in the plant of a transaction. Numbers only. */
export async function tenantCounts(tx: Transaction, now: Date): Promise<Omit<TenantMetrics, 'tenant' | 'usage' | 'quotas'>> {
  const row = await tx.one<CountsRow>(sql`
    SELECT (SELECT count(*)::int FROM documents WHERE tenant_id = ${tx.tenantId}) AS documents,
      (SELECT count(*)::int FROM documents WHERE tenant_id = ${tx.tenantId} AND status = 'ready') AS ready,
      (SELECT count(*)::int FROM documents WHERE tenant_id = ${tx.tenantId} AND status = 'failed') AS failed,
      (SELECT count(*)::int FROM document_chunks WHERE tenant_id = ${tx.tenantId}) AS passages,
      (SELECT count(*)::int FROM users WHERE tenant_id = ${tx.tenantId}) AS people,
      (SELECT count(*)::int FROM users WHERE tenant_id = ${tx.tenantId} AND is_active) AS active,
      (SELECT count(*)::int FROM conversations WHERE tenant_id = ${tx.tenantId}) AS conversations,
      (SELECT count(*)::int FROM messages WHERE tenant_id = ${tx.tenantId} AND role = 'assistant' AND created_at > ${new Date(now.getTime() - DAY_MS)}) AS answers,
      (SELECT count(*)::int FROM plans WHERE tenant_id = ${tx.tenantId} AND state = 'running') AS plans,
      (SELECT count(*)::int FROM approvals WHERE tenant_id = ${tx.tenantId} AND state = 'waiting') AS approvals`);
  return {
    documents: { total: row.documents, ready: row.ready, failed: row.failed }, passages: row.passages, people: { total: row.people, active: row.active },
    conversations: row.conversations, answersOfDay: row.answers, plansRunning: row.plans, approvalsWaiting: row.approvals,
  };
}
