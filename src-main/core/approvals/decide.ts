import { MillwrightError } from '#shared/contract/errors.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { sql } from '#core/ports/sql.ts';
import type { ApprovalRecord } from './approval-record.ts';
import { type ApprovalRow, lockedApproval } from './approval-rows.ts';
import { bindingOf } from './binding.ts';
import type { TellOf } from './tell-of.ts';
import { agreements, isAsked } from './who-decides.ts';

const OVER: Partial<Record<ApprovalRow['state'], string>> = {
  approved: 'Enough people have agreed already.', running: 'This runs already.', rejected: 'This was rejected.', withdrawn: 'Who wanted this has taken it back.',
  done: 'This was approved, and has run.', failed: 'This was approved, and has failed.',
  unknown: 'This was approved and cut off while it ran.', expired: 'The time to decide this is over.',
};

export interface DecideDeps {
  database: Database;
  secrets: Pick<Secrets, 'keyedHash'>;
  clock: Clock;
  tell: TellOf;
  record: ApprovalRecord;
}

/** A row that can still be decided. Throws `APPROVAL_NOT_FOUND` and `APPROVAL_OVER`. */
export function requireOpen(row: ApprovalRow | null, now: Date): ApprovalRow {
  if (row === null) throw new MillwrightError('APPROVAL_NOT_FOUND');
  const state = row.state === 'waiting' && row.expires_at <= now ? 'expired' : row.state;
  if (state !== 'waiting') throw new MillwrightError('APPROVAL_OVER', OVER[state]);
  return row;
}

export interface Decided {
  id: string;
  decision: 'approve' | 'reject';
  reason: string | null;
  /** What they saw of what the call would change; null where that is not looked up. */
  seen: string | null;
}

/** Writes down one person's decision, what follows from it, and the record of it; gives whether enough agree now. */
export function decide({ database, secrets, clock, tell, record }: DecideDeps, principal: Principal, { id, decision, reason, seen }: Decided): Promise<{ agreed: boolean }> {
  const now = clock.now();
  return database.withTenant(principal, async (tx) => {
    const found = await lockedApproval(tx, id);
    if (found === null || !isAsked(found, principal)) throw new MillwrightError('APPROVAL_NOT_FOUND');
    const row = requireOpen(found, now);
    // Who agreed to it as it stood otherwise did not agree to this.
    if (seen !== null) await tx.run(sql`DELETE FROM approval_decisions WHERE tenant_id = ${tx.tenantId} AND approval_id = ${id} AND seen IS DISTINCT FROM ${seen}`);
    const { standing, lapsed } = await agreements(tx, row);
    await tx.run(sql`DELETE FROM approval_decisions WHERE tenant_id = ${tx.tenantId} AND approval_id = ${id} AND decided_by = ANY (${lapsed}::uuid[])`);
    if (standing.includes(principal.userId)) throw new MillwrightError('APPROVAL_OVER', 'You have agreed to this already: somebody else has to, too.');
    await tx.run(sql`INSERT INTO approval_decisions (tenant_id, approval_id, decided_by, decision, reason, decided_at, seen)
      VALUES (${tx.tenantId}, ${id}, ${principal.userId}, ${decision}, ${reason}, ${now}, ${seen})`);
    if (decision === 'reject') {
      await tx.run(sql`UPDATE approvals SET state = 'rejected', ended_at = ${now} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
      await tell(tx, 'rejected', id);
    }
    const agreed = decision === 'approve' && standing.length + 1 >= row.needed;
    if (agreed) {
      await tx.run(sql`UPDATE approvals SET state = 'approved', binding = ${bindingOf(secrets, tx.tenantId, row)} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
      await tell(tx, 'approved', id);
    }
    await record(tx, row, { event: decision === 'approve' ? 'approval.approved' : 'approval.rejected', userId: principal.userId, metadata: { agreed } });
    return { agreed };
  });
}
