import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import type { ApprovalRecord } from './approval-record.ts';
import { lockedApproval } from './approval-rows.ts';
import type { TellOf } from './tell-of.ts';

const EVERY_MS = 15_000;
const MINUTE_MS = 60_000;

export interface ExpiryDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
  record: ApprovalRecord;
  tell: TellOf;
  /** Tells whoever looks at calls of a plant, and sends soon what was told. */
  wake(tenantId: string): void;
  /** Told of each call that is over: run, or never to be run. */
  ended(tenantId: string, id: string): void;
}

/** Ends what nobody decided in time, or asks others once more, as the rule said when it was asked for. */
export interface Expiry {
  look(): Promise<void>;
  close(): Promise<void>;
}

export function scheduleExpiry({ database, clock, logger, record, tell, wake, ended: over }: ExpiryDeps): Expiry {
  let running: Promise<void> = Promise.resolve();

  async function end(tenantId: string, id: string): Promise<void> {
    const now = clock.now();
    const ended = await database.withTenant({ tenantId, userId: null }, async (tx) => {
      const row = await lockedApproval(tx, id);
      if (row === null || row.state !== 'waiting' || row.expires_at > now) return null;
      const escalates = row.on_expiry === 'escalate' && row.escalated_at === null;
      if (escalates) {
        await tx.run(sql`UPDATE approvals SET approvers = escalate_to, asked_before = approvers, escalated_at = ${now}, expires_at = ${new Date(now.getTime() + row.minutes * MINUTE_MS)} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
      } else await tx.run(sql`UPDATE approvals SET state = 'expired', ended_at = ${now} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
      await tell(tx, escalates ? 'escalated' : 'expired', id);
      await record(tx, row, { event: escalates ? 'approval.escalated' : 'approval.expired', userId: null });
      return { escalates };
    });
    if (ended === null) return;
    wake(tenantId);
    if (!ended.escalates) over(tenantId, id);
  }

  async function look(): Promise<void> {
    const late = await database.withSystem((tx) => tx.rows<{ tenant_id: string; id: string }>(sql`SELECT tenant_id, id FROM approvals WHERE state = 'waiting' AND expires_at <= ${clock.now()}`));
    for (const { tenant_id: tenantId, id } of late) await end(tenantId, id);
  }

  const timer = setInterval(() => {
    running = running.then(look).catch((error: unknown) => logger.error('approvals whose time is over could not be ended', { error: String(error) }));
  }, EVERY_MS);
  timer.unref?.();
  return {
    look,
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
