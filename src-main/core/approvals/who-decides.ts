import type { Principal } from '#core/pipeline/index.ts';
import type { ApprovalRow } from './approval-rows.ts';

type Asked = Pick<ApprovalRow, 'approvers' | 'needed' | 'writes' | 'user_id'>;

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
