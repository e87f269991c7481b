import type { ApprovalState } from '#shared/contract/approvals.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { ApprovalRecord } from './approval-record.ts';
import { type ApprovalRow, lockedApproval } from './approval-rows.ts';
import type { TellOf } from './tell-of.ts';

const CUT_OFF = 'Millwright stopped while this ran. Whether it took effect is not known: look before asking again.';

export interface EndDeps {
  database: Database;
  clock: Clock;
  record: ApprovalRecord;
  tell: TellOf;
}

interface End {
  from: ApprovalState;
  state: ApprovalState;
  sentence: string;
  notice: Parameters<TellOf>[1];
  step: Parameters<ApprovalRecord>[2];
}

/** An approved call that could not be run, with the reason; does nothing where it has begun. */
export function notRun(deps: EndDeps, tenantId: string, id: string, sentence: string): Promise<void> {
  return end(deps, tenantId, id, { from: 'approved', state: 'failed', sentence, notice: 'not-run', step: { event: 'approval.not_run', outcome: 'denied', userId: null } });
}

/** An approved call that began, and of which nobody knows how it ended: it is never run again by itself. */
export function cutOff(deps: EndDeps, tenantId: string, id: string): Promise<void> {
  return end(deps, tenantId, id, { from: 'running', state: 'unknown', sentence: CUT_OFF, notice: 'unknown', step: { event: 'approval.cut_off', outcome: 'failed', userId: null } });
}

/** State, notices and record are one. */
async function end({ database, clock, record, tell }: EndDeps, tenantId: string, id: string, { from, state, sentence, notice, step }: End): Promise<void> {
  await database.withTenant({ tenantId, userId: null }, async (tx) => {
    const row: ApprovalRow | null = await lockedApproval(tx, id);
    if (row?.state !== from) return;
    await tx.run(sql`UPDATE approvals SET state = ${state}, sentence = ${sentence}, ended_at = ${clock.now()} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
    await tell(tx, notice, id);
    await record(tx, row, step);
  });
}
