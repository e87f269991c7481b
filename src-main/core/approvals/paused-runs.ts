import type { DecidedCall, DecidedRun, PausedRun, PausedRuns } from '#core/agents/index.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { ApprovalDecision } from '#shared/contract/approvals.ts';
import { type ApprovalRow, approvalsWhere, decisionsOn, saidIn } from './approval-rows.ts';

const NOBODY = 'Nobody decided this in time, so it was not done.';
const TAKEN_BACK = 'It was taken back before anybody decided, so it was not done.';
const NOT_KEPT = 'It was done, but Millwright stopped before what it gave back was kept.';

/** Runs that were kept before agents went on to whom sub-tasks were handed had none. */
type KeptRun = Omit<PausedRun, 'helpers'> & Partial<Pick<PausedRun, 'helpers'>>;
type WaitingRow = Pick<ApprovalRow, 'id' | 'tool' | 'arguments' | 'needed' | 'expires_at'> & { step: string; asked: string[] };

/** Runs of agents, as they are kept in the rows of what they wait for. */
export function createPausedRuns(database: Database): PausedRuns {
  return {
    async decided(tenantId, approvalId) {
      return database.withTenant({ tenantId, userId: null }, async (tx): Promise<DecidedRun | null> => {
        const [row] = await approvalsWhere(tx, sql`a.id = ${approvalId} AND a.goes_on`);
        const call = row && decidedCall(row, (await decisionsOn(tx, [approvalId])).get(approvalId) ?? []);
        if (!row || !call) return null;
        const { run } = await tx.one<{ run: KeptRun }>(sql`SELECT run FROM approvals WHERE tenant_id = ${tx.tenantId} AND id = ${approvalId}`);
        return { tenantId, userId: row.user_id, approvalId, correlationId: row.correlation_id, run: { ...run, helpers: run.helpers ?? [] }, call };
      });
    },
    async allDecided() {
      const rows = await database.withSystem((tx) => tx.rows<{ tenant_id: string; id: string }>(sql`SELECT tenant_id, id FROM approvals WHERE goes_on AND state NOT IN ('waiting', 'approved', 'running')`));
      return rows.map(({ tenant_id: tenantId, id: approvalId }) => ({ tenantId, approvalId }));
    },
    async ofStep(tenantId, planId, step) {
      const row = await database.withTenant({ tenantId, userId: null }, (tx) =>
        tx.maybe<{ id: string }>(sql`SELECT id FROM approvals WHERE tenant_id = ${tx.tenantId} AND goes_on AND run->'place'->>'planId' = ${planId} AND run->'place'->>'step' = ${step} ORDER BY requested_at DESC LIMIT 1`),
      );
      return row?.id ?? null;
    },
    async waitingIn(tx, planId) {
      const rows = await tx.rows<WaitingRow>(sql`
        SELECT a.run->'place'->>'step' AS step, a.id, a.tool, a.arguments, a.needed, a.expires_at,
          ARRAY(SELECT u.display_name FROM users u WHERE u.tenant_id = a.tenant_id AND u.id = ANY (a.approvers) ORDER BY u.display_name) AS asked
        FROM approvals a WHERE a.tenant_id = ${tx.tenantId} AND a.goes_on AND a.state = 'waiting' AND a.run->'place'->>'planId' = ${planId} ORDER BY a.requested_at`);
      return new Map(rows.map(({ step, id: approval, tool, arguments: given, asked, needed, expires_at: until }) => [step, { approval, tool, arguments: given, asked, needed, expiresAt: until.toISOString() }]));
    },
    async inConversation(tenantId, conversationId) {
      const { there } = await database.withTenant({ tenantId, userId: null }, (tx) =>
        tx.one<{ there: boolean }>(sql`SELECT EXISTS (SELECT 1 FROM approvals WHERE tenant_id = ${tx.tenantId} AND goes_on AND conversation_id = ${conversationId}) AS there`),
      );
      return there;
    },
    async finish(tx, approvalId) {
      return (await tx.run(sql`UPDATE approvals SET goes_on = false, run = NULL WHERE tenant_id = ${tx.tenantId} AND id = ${approvalId} AND goes_on`)) > 0;
    },
    async dropSteps(tx, planId, steps) {
      await tx.run(sql`UPDATE approvals SET goes_on = false, run = NULL WHERE tenant_id = ${tx.tenantId} AND goes_on AND run->'place'->>'planId' = ${planId} AND run->'place'->>'step' = ANY(${[...steps]}::text[])`);
    },
  };
}

/** A run that asks for another call has gone on from the one before: should the program end now, it is not done over. */
export async function giveWay(tx: Transaction, paused: unknown): Promise<void> {
  const { follows = null } = (paused ?? {}) as Partial<PausedRun>;
  if (follows !== null) await tx.run(sql`UPDATE approvals SET goes_on = false, run = NULL WHERE tenant_id = ${tx.tenantId} AND id = ${follows}`);
}

/** What became of a call; null while that is open. */
function decidedCall({ state, result, result_label: label, sentence, ms }: ApprovalRow, decisions: readonly ApprovalDecision[]): DecidedCall | null {
  const refused = (why: string): DecidedCall => ({ status: 'refused', sentence: why, ms: null });
  if (state === 'rejected') {
    const by = decisions.find(({ decision }) => decision === 'reject');
    return refused(`${by?.by.name ?? 'Somebody'} rejected this, so it was not done: ${by?.reason ?? ''}`);
  }
  if (state === 'expired') return refused(NOBODY);
  if (state === 'withdrawn') return refused(TAKEN_BACK);
  if (state === 'failed' || state === 'unknown') return { status: 'failed', sentence: sentence ?? 'It failed.', said: saidIn({ state, result }), label, ms };
  if (state !== 'done') return null;
  return { status: 'ok', output: label === null ? NOT_KEPT : result, label, ms };
}
