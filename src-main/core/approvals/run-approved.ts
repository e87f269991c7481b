import { MillwrightError } from '#shared/contract/errors.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { sql } from '#core/ports/sql.ts';
import type { ToolOutcome } from '#core/tools/index.ts';
import { type ApprovalRow, approvalsWhere } from './approval-rows.ts';
import { seenOf } from './comparison.ts';
import { cutOff, type EndDeps, notRun } from './ends-without-result.ts';
import { lookAgain, type LookAgainDeps } from './look-again.ts';

const GONE = 'The person who wanted this may not use Millwright any more, so it was not run.';
const STANDS_OTHERWISE = 'What this would change stands otherwise than when it was approved, so it was not run. Look at it, and ask again.';
const BROKEN = 'Millwright could not run this. Ask again.';

export interface RunnerDeps extends LookAgainDeps, EndDeps {
  secrets: Pick<Secrets, 'keyedHash'>;
  logger: Logger;
  /** Tells whoever looks at calls of a plant, and sends soon what was told. */
  wake(tenantId: string): void;
  /** Told of each call that is over. */
  ended(tenantId: string, id: string): void;
}

/** Runs calls that people agreed to: once, as the person who wanted them, with the rights they have by then, on what was agreed to as it then stood. */
export interface ApprovedRuns {
  /** Runs it beside the work. */
  begin(tenantId: string, id: string): void;
  /** Takes up after a restart what was approved and not begun. What was begun is never run again: its end is not known. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

export function createApprovedRuns(deps: RunnerDeps): ApprovedRuns {
  const { database, gateway, personNow, logger, secrets, wake, ended } = deps;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  async function keepResult(tenantId: string, id: string, outcome: ToolOutcome): Promise<void> {
    if (outcome.status === 'waiting') return;
    if (outcome.status !== 'ok') return notRun(deps, tenantId, id, outcome.sentence);
    await database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.run(sql`UPDATE approvals SET result = ${JSON.stringify(outcome.output ?? null)}::jsonb, result_label = ${outcome.label} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`),
    );
  }

  /** Whether what the call changes stands as everybody saw it who agreed. */
  async function standsAsSeen(tenantId: string, row: ApprovalRow): Promise<boolean> {
    const { id, state_seen: now } = await lookAgain(deps, tenantId, row, stopping.signal);
    if (now === null) return true;
    const { others } = await database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.one<{ others: number }>(sql`SELECT count(*)::int AS others FROM approval_decisions WHERE tenant_id = ${tx.tenantId} AND approval_id = ${id} AND seen IS DISTINCT FROM ${seenOf(id, now, secrets)}`),
    );
    return others === 0;
  }

  async function run(tenantId: string, id: string): Promise<void> {
    const [row] = await database.withTenant({ tenantId, userId: null }, (tx) => approvalsWhere(tx, sql`a.id = ${id} AND a.state = 'approved'`));
    if (!row) return;
    const principal = await personNow(tenantId, row.user_id).catch((error: unknown) => {
      if (error instanceof MillwrightError) return null;
      throw error;
    });
    if (principal === null) return notRun(deps, tenantId, id, GONE);
    if (!(await standsAsSeen(tenantId, row))) return notRun(deps, tenantId, id, STANDS_OTHERWISE);
    await keepResult(tenantId, id, await gateway().call(callFor(principal, row, stopping.signal), requestOf(row), stopping.signal));
  }

  /** What broke inside has run or not, and somebody is told which. */
  async function broke(tenantId: string, id: string, error: unknown): Promise<void> {
    // What the end of the program came before is taken up at the next start.
    if (stopping.signal.aborted) return;
    logger.error('an approved call could not be run', { tenantId, approval: id, error: String(error) });
    await notRun(deps, tenantId, id, BROKEN);
    await cutOff(deps, tenantId, id);
  }

  function begin(tenantId: string, id: string): void {
    const task = run(tenantId, id)
      .catch((error: unknown) => broke(tenantId, id, error))
      .then(() => {
        wake(tenantId);
        if (!stopping.signal.aborted) ended(tenantId, id);
      })
      .catch((error: unknown) => logger.error('an approved call was not ended', { tenantId, approval: id, error: String(error) }));
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
        else await cutOff(deps, tenantId, id);
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
