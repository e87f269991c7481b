import type { Call, Principal } from '#core/pipeline/index.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { ApprovalRow } from './approval-rows.ts';
import { type LookedUp, lookUp, type LookUpDeps } from './looked-up.ts';

const OPEN: ReadonlySet<ApprovalRow['state']> = new Set(['waiting', 'approved']);
const GONE = 'The person who wants this may not use Millwright any more.';

export interface LookAgainDeps extends LookUpDeps {
  database: Database;
  /** The person as they stand now. Throws where they, or their plant, are not active or may not call tools any more. */
  personNow(tenantId: string, userId: string): Promise<Principal>;
}

/** Looks up anew what a call that waits, or is about to run, would change, with the rights that who wants it has by now; gives the row as it then stands. */
export async function lookAgain(deps: LookAgainDeps, tenantId: string, row: ApprovalRow, signal: AbortSignal): Promise<ApprovalRow> {
  const { current } = row;
  if (current === null || !OPEN.has(row.state)) return row;
  const principal = await deps.personNow(tenantId, row.user_id).catch(() => null);
  const state: LookedUp = principal === null ? { status: 'unknown', sentence: GONE, at: deps.clock.now().toISOString() } : await lookUp(deps, callOf(principal, row, signal), {
    current, arguments: row.arguments, conversationId: row.conversation_id, requestedBy: row.requested_by,
  });
  await deps.database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.run(sql`UPDATE approvals SET state_seen = ${JSON.stringify(state)}::jsonb WHERE tenant_id = ${tx.tenantId} AND id = ${row.id} AND state IN ('waiting', 'approved')`),
  );
  return { ...row, state_seen: state };
}

/** Recorded under the reference of the question that began it. */
function callOf(principal: Principal, { correlation_id: correlationId }: ApprovalRow, signal: AbortSignal): Call<Principal> {
  return { principal, signal, correlationId, caller: 'approval', note: () => undefined };
}
