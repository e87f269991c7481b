import { ROLES } from '#shared/contract/permissions.ts';
import type { ApprovalEvent, TellApprovers } from '#core/notices/index.ts';
import { allows } from '#core/policy/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { type ApprovalRow, approvalsWhere } from './approval-rows.ts';
import { isAsked } from './who-decides.ts';

/** What came after everybody had decided concerns who wanted the call as well. */
const ALSO_REQUESTER: ReadonlySet<ApprovalEvent['kind']> = new Set(['not-run', 'unknown']);

/** Tells those who decide about a call what just became of it, in the transaction that made it so. */
export type TellOf = (tx: Transaction, kind: ApprovalEvent['kind'], id: string) => Promise<void>;

export function tellOf(tellApprovers: TellApprovers): TellOf {
  return async (tx, kind, id) => {
    const [row] = await approvalsWhere(tx, sql`a.id = ${id}`);
    if (!row) return;
    const { tool, requester_name: requester, needed, expires_at: expiresAt, correlation_id: correlationId } = row;
    await tellApprovers(tx, { kind, call: { id, tool, requester, needed, expiresAt: expiresAt.toISOString() }, asked: await askedAbout(tx, row), also: ALSO_REQUESTER.has(kind) ? row.user_id : null, correlationId });
  };
}

/** Where others are asked, who wants a call need not be told of it. */
async function askedAbout(tx: Transaction, row: ApprovalRow): Promise<string[]> {
  const deciding = ROLES.filter((role) => allows(role, 'approvals:decide'));
  const people = await tx.rows<{ id: string; role: (typeof ROLES)[number] }>(sql`SELECT id, role FROM users WHERE tenant_id = ${tx.tenantId} AND is_active AND role = ANY (${[...deciding]}::text[])`);
  const asked = people.filter(({ id, role }) => isAsked(row, { userId: id, role })).map(({ id }) => id);
  const others = asked.filter((id) => id !== row.user_id);
  return others.length > 0 ? others : asked;
}
