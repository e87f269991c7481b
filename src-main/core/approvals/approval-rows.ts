import type { Approval, ApprovalDecision, ApprovalState } from '#shared/contract/approvals.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { CurrentState } from '#shared/contract/tools.ts';
import type { ToolKindName } from '#shared/contract/tool-kinds.ts';
import type { ApprovalWanted } from '#core/tools/index.ts';
import { labelRank } from '#core/policy/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { comparisonOf } from './comparison.ts';
import type { LookedUp } from './looked-up.ts';

const MOST_LISTED = 200;

export interface ApprovalRow {
  id: string;
  user_id: string;
  requester_name: string;
  tool: string;
  tool_version: number;
  kind: ToolKindName;
  description: string;
  writes: boolean;
  leaves_machine: boolean;
  arguments: Record<string, unknown>;
  arguments_hash: string;
  agent: string | null;
  conversation_id: string | null;
  requested_by: ApprovalWanted['requestedBy'];
  why: string;
  correlation_id: string;
  needed: number;
  approvers: string[];
  on_expiry: 'reject' | 'escalate';
  escalate_to: string[];
  minutes: number;
  state: ApprovalState;
  nonce: string;
  binding: string | null;
  requested_at: Date;
  expires_at: Date;
  escalated_at: Date | null;
  /** Who was asked before others were; nobody named where it is empty. */
  asked_before: string[];
  sentence: string | null;
  ms: number | null;
  /** What it gave; of a call that failed, what the other system said. */
  result: unknown;
  result_label: Label | null;
  current: CurrentState | null;
  state_wanted: LookedUp | null;
  state_seen: LookedUp | null;
}

/** Approvals of this transaction's plant, latest first. */
export function approvalsWhere(tx: Transaction, condition: SqlStatement): Promise<ApprovalRow[]> {
  return tx.rows<ApprovalRow>(sql`
    SELECT a.id, a.user_id, u.display_name AS requester_name, a.tool, a.tool_version, a.kind, a.description, a.writes, a.leaves_machine, a.arguments,
      a.arguments_hash, a.agent, a.conversation_id, a.requested_by, a.why, a.correlation_id, a.needed, a.approvers, a.on_expiry, a.escalate_to, a.minutes,
      a.state, a.nonce, a.binding, a.requested_at, a.expires_at, a.escalated_at, a.asked_before, a.sentence, a.ms, a.result, a.result_label, a.current, a.state_wanted, a.state_seen
    FROM approvals a JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.user_id
    WHERE a.tenant_id = ${tx.tenantId} AND (${condition}) ORDER BY a.requested_at DESC, a.id LIMIT ${MOST_LISTED}`);
}

/** The row, which nobody else changes before this transaction ends. */
export async function lockedApproval(tx: Transaction, id: string): Promise<ApprovalRow | null> {
  const there = await tx.maybe(sql`SELECT id FROM approvals WHERE tenant_id = ${tx.tenantId} AND id = ${id} FOR UPDATE`);
  return there ? ((await approvalsWhere(tx, sql`a.id = ${id}`))[0] ?? null) : null;
}

interface DecisionRow {
  approval_id: string;
  decided_by: string;
  name: string;
  decision: ApprovalDecision['decision'];
  reason: string | null;
  decided_at: Date;
}

export async function decisionsOn(tx: Transaction, ids: readonly string[]): Promise<Map<string, ApprovalDecision[]>> {
  const rows = await tx.rows<DecisionRow>(sql`
    SELECT d.approval_id, d.decided_by, u.display_name AS name, d.decision, d.reason, d.decided_at
    FROM approval_decisions d JOIN users u ON u.tenant_id = d.tenant_id AND u.id = d.decided_by
    WHERE d.tenant_id = ${tx.tenantId} AND d.approval_id = ANY (${[...ids]}::uuid[]) ORDER BY d.decided_at, d.decided_by`);
  const all = new Map<string, ApprovalDecision[]>();
  for (const { approval_id: id, decided_by: by, name, decision, reason, decided_at: at } of rows) {
    all.set(id, [...(all.get(id) ?? []), { by: { id: by, name }, decision, reason, at: at.toISOString() }]);
  }
  return all;
}

/** What the other system said of a call that failed; null where it said nothing. */
export const saidIn = ({ state, result }: Pick<ApprovalRow, 'state' | 'result'>): string | null => (state === 'failed' && typeof result === 'string' ? result : null);

/** Whether somebody may see what came of a call. */
export const mayRead = ({ result_label: label }: Pick<ApprovalRow, 'result_label'>, clearance: Label): boolean => label !== null && labelRank(label) <= labelRank(clearance);

/** As it is shown to one person. */
export function toApproval(row: ApprovalRow, decisions: readonly ApprovalDecision[], seenBy: { userId: string; clearance: Label; mayDecide: boolean }, secrets: Pick<Secrets, 'keyedHash'>): Approval {
  const ran = row.state === 'done' || row.state === 'failed' || row.state === 'unknown';
  return {
    id: row.id, tool: row.tool, kind: row.kind, description: row.description, writes: row.writes, leavesMachine: row.leaves_machine, arguments: row.arguments,
    comparison: comparisonOf(row, seenBy.clearance, secrets),
    agent: row.agent, conversationId: row.conversation_id, requestedBy: row.requested_by, why: row.why,
    requester: { id: row.user_id, name: row.requester_name },
    state: row.state, needed: row.needed, decisions: [...decisions],
    requestedAt: row.requested_at.toISOString(), expiresAt: row.expires_at.toISOString(), escalatedAt: row.escalated_at?.toISOString() ?? null,
    mayDecide: seenBy.mayDecide, mine: row.user_id === seenBy.userId,
    outcome: ran ? { sentence: row.sentence, said: mayRead(row, seenBy.clearance) ? saidIn(row) : null, ms: row.ms } : null,
    correlationId: row.correlation_id,
  };
}
