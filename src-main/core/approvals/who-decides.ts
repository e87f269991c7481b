import type { Role } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { allows } from '#core/policy/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { ApprovalRow } from './approval-rows.ts';

type Asked = Pick<ApprovalRow, 'approvers' | 'needed' | 'writes' | 'user_id'>;
type Agreed = Asked & Pick<ApprovalRow, 'id' | 'asked_before' | 'escalated_at'>;

/**
 * Whether somebody is among those who are asked. With two or more to agree, who wants the call is none of them; alone, they may answer
 * for themselves where they are named, or where the call changes nothing and nobody is named.
 */
export function isAsked({ approvers, needed, writes, user_id: requester }: Asked, { userId, role }: Pick<Principal, 'userId' | 'role'>): boolean {
  const own = userId === requester;
  if (own && needed > 1) return false;
  if (approvers.length > 0) return approvers.includes(userId);
  return role === 'admin' || (own && !writes);
}

interface Agreement {
  userId: string;
  role: Role;
  active: boolean;
  at: Date;
}

/** Whether what somebody agreed to still counts: they are active, and may still decide about it, as one of those who were asked by then. */
export function stillCounts(call: Agreed, { userId, role, active, at }: Agreement): boolean {
  const before = call.escalated_at !== null && at < call.escalated_at;
  return active && allows(role, 'approvals:decide') && isAsked(before ? { ...call, approvers: call.asked_before } : call, { userId, role });
}

/** Ids of those who agreed to a call, by whether that still counts. */
export async function agreements(tx: Transaction, call: Agreed): Promise<{ standing: string[]; lapsed: string[] }> {
  const made = await tx.rows<Agreement>(sql`
    SELECT d.decided_by AS "userId", d.decided_at AS at, u.role, u.is_active AS active FROM approval_decisions d JOIN users u ON u.tenant_id = d.tenant_id AND u.id = d.decided_by
    WHERE d.tenant_id = ${tx.tenantId} AND d.approval_id = ${call.id} AND d.decision = 'approve'`);
  const standing = made.filter((each) => stillCounts(call, each)).map(({ userId }) => userId);
  return { standing, lapsed: made.map(({ userId }) => userId).filter((userId) => !standing.includes(userId)) };
}
