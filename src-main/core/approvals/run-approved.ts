import type { Call, Principal } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import type { ToolGateway, ToolOutcome } from '#core/tools/index.ts';
import { type ApprovalRow, approvalsWhere } from './approval-rows.ts';

const UNKNOWN_END = 'Millwright stopped while this ran. Whether it took effect is not known: look before asking again.';
const GONE = 'The person who wanted this may not use Millwright any more, so it was not run.';

export interface RunnerDeps {
  database: Database;
  gateway(): Pick<ToolGateway, 'call'>;
  /** The person as they stand now. Throws where they, or their plant, are not active or may not call tools any more. */
  personNow(tenantId: string, userId: string): Promise<Principal>;
  clock: Clock;
  logger: Logger;
  /** Told of each call that is over. */
  ended(tenantId: string, id: string): void;
}

/** Runs calls that people agreed to: once, as the person who wanted them, with the rights they have by then. */
export interface ApprovedRuns {
  /** Runs it beside the work. */
  begin(tenantId: string, id: string): void;
  /** Takes up after a restart what was approved and not begun. What was begun is never run again: its end is not known. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

export function createApprovedRuns({ database, gateway, personNow, clock, logger, ended }: RunnerDeps): ApprovedRuns {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  const change = (tenantId: string, work: Parameters<Database['withTenant']>[1]) => database.withTenant({ tenantId, userId: null }, work);

  async function fail(tenantId: string, id: string, sentence: string): Promise<void> {
    await change(tenantId, (tx) =>
      tx.run(sql`UPDATE approvals SET state = 'failed', sentence = ${sentence}, ended_at = ${clock.now()} WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND state IN ('approved', 'running')`),
    );
  }

  async function keepResult(tenantId: string, id: string, outcome: ToolOutcome): Promise<void> {
    if (outcome.status !== 'ok') {
      if (outcome.status !== 'waiting') await fail(tenantId, id, outcome.sentence);
      return;
    }
    await change(tenantId, (tx) =>
      tx.run(sql`UPDATE approvals SET result = ${JSON.stringify(outcome.output ?? null)}::jsonb, result_label = ${outcome.label} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`),
    );
  }

  async function run(tenantId: string, id: string): Promise<void> {
    const [row] = await database.withTenant({ tenantId, userId: null }, (tx) => approvalsWhere(tx, sql`a.id = ${id} AND a.state = 'approved'`));
    if (!row) return;
    const principal = await personNow(tenantId, row.user_id).catch(() => null);
    if (principal === null) return fail(tenantId, id, GONE);
    await keepResult(tenantId, id, await gateway().call(callFor(principal, row, stopping.signal), requestOf(row), stopping.signal));
  }

  function begin(tenantId: string, id: string): void {
    const task = run(tenantId, id).then(() => ended(tenantId, id)).catch((error: unknown) => {
      if (!stopping.signal.aborted) logger.error('an approved call could not be run', { tenantId, approval: id, error: String(error) });
    });
    running.add(task);
    void task.finally(() => running.delete(task));
  }

  return {
    begin,
    async resume() {
      const open = await database.withSystem((tx) =>
        tx.rows<{ tenant_id: string; id: string; state: string }>(sql`SELECT tenant_id, id, state FROM approvals WHERE state IN ('approved', 'running')`),
      );
      for (const { tenant_id: tenantId, id, state } of open) {
        if (state === 'approved') begin(tenantId, id);
        else await fail(tenantId, id, UNKNOWN_END);
      }
    },
    async close() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

function callFor(principal: Principal, { correlation_id: correlationId }: ApprovalRow, signal: AbortSignal): Call<Principal> {
  return { principal, signal, correlationId, caller: 'approval', note: () => undefined };
}

function requestOf(row: ApprovalRow) {
  const { tool, arguments: given, agent, conversation_id: conversationId, requested_by: requestedBy, why, id: grant } = row;
  return { tool, arguments: given, agent, conversationId, requestedBy, why, grant };
}
