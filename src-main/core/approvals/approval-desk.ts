import { MillwrightError } from '#shared/contract/errors.ts';
import type { Changes } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { sql } from '#core/ports/sql.ts';
import type { ApprovalDesk } from '#core/tools/index.ts';
import type { ApprovalRecord } from './approval-record.ts';
import { lockedApproval } from './approval-rows.ts';
import { giveWay } from './paused-runs.ts';
import { ruleFor } from './approval-rules.ts';
import { agreements } from './who-decides.ts';
import { cutOff } from './ends-without-result.ts';
import { bindingOf } from './binding.ts';
import { lookUp, type LookUpDeps } from './looked-up.ts';
import type { TellOf } from './tell-of.ts';

const NONCE_BYTES = 24;
/** Calls of one person that wait at once: more would be a flood that nobody reads. */
const MOST_WAITING = 20;
const MINUTE_MS = 60_000;
const LATE = 'Its time was over before it could run, so it was not run. Ask again.';
const LAPSED = 'Somebody who agreed to this may not decide about it any more, so it was not run. Ask again.';

export interface DeskDeps extends LookUpDeps {
  database: Database;
  secrets: Pick<Secrets, 'keyedHash'>;
  crypto: Crypto;
  clock: Clock;
  record: ApprovalRecord;
  tell: TellOf;
  /** Tells whoever looks at calls of a plant, and sends soon what was told. */
  wake(tenantId: string): void;
  changes: Pick<Changes, 'tell'>;
}

/** Where the gateway of tools leaves calls for people, and asks whether they agreed. */
export function createApprovalDesk({ database, secrets, crypto, clock, record, gateway, tell, wake, changes }: DeskDeps): ApprovalDesk {
  return {
    async request(call, wanted) {
      const { principal, correlationId } = call;
      const { tenantId, userId } = principal;
      const state = wanted.current === null ? null : json(await lookUp({ gateway, clock }, call, { ...wanted, current: wanted.current }));
      const [id, now] = [crypto.uuid(), clock.now()];
      await database.withTenant(principal, async (tx) => {
        const { waiting } = await tx.one<{ waiting: number }>(sql`SELECT count(*)::int AS waiting FROM approvals WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND state = 'waiting'`);
        if (waiting >= MOST_WAITING) throw new MillwrightError('APPROVAL_REFUSED', `${MOST_WAITING} calls of yours wait for approval already. Withdraw some, or wait until they are decided.`);
        const rule = await ruleFor(tx, wanted.tool);
        await tx.run(sql`
          INSERT INTO approvals (id, tenant_id, user_id, tool, tool_version, kind, description, writes, leaves_machine, arguments, arguments_hash, agent, conversation_id, requested_by, why,
            correlation_id, needed, approvers, on_expiry, escalate_to, minutes, state, nonce, requested_at, expires_at, run, goes_on, current, state_wanted, state_seen)
          VALUES (${id}, ${tenantId}, ${userId}, ${wanted.tool}, ${wanted.version}, ${wanted.kind}, ${wanted.description}, ${wanted.writes}, ${wanted.leavesMachine},
            ${json(wanted.arguments)}::jsonb, ${wanted.argumentsHash}, ${wanted.agent}, ${wanted.conversationId}, ${wanted.requestedBy}, ${wanted.why.slice(0, 2_000)},
            ${correlationId}, ${rule.needed}, ${rule.approvers}::uuid[], ${rule.onExpiry}, ${rule.escalateTo}::uuid[], ${rule.minutes}, 'waiting', ${crypto.token(NONCE_BYTES)},
            ${now}, ${new Date(now.getTime() + rule.minutes * MINUTE_MS)}, ${json(wanted.paused)}::jsonb, ${wanted.paused !== null},
            ${json(wanted.current)}::jsonb, ${state}::jsonb, ${state}::jsonb)`);
        await giveWay(tx, wanted.paused);
        await tell(tx, 'waiting', id);
        const { tool, argumentsHash: arguments_hash, requestedBy, writes } = wanted;
        await record(tx, { id, tool, arguments_hash, correlation_id: correlationId }, { event: 'approval.requested', userId, metadata: { needed: rule.needed, requestedBy, writes } });
      });
      wake(principal.tenantId);
      return id;
    },

    async redeem({ principal }, grant, wanted) {
      const { tenantId, userId } = principal;
      await database.withTenant(principal, async (tx) => {
        const row = await lockedApproval(tx, grant);
        if (row?.user_id !== userId) throw new MillwrightError('APPROVAL_NOT_FOUND');
        if (row.state === 'waiting') throw new MillwrightError('APPROVAL_REFUSED', 'This call is not approved yet.');
        if (row.state !== 'approved') throw new MillwrightError('APPROVAL_OVER');
        if (row.expires_at <= clock.now()) throw new MillwrightError('APPROVAL_OVER', LATE);
        const same = row.tool === wanted.tool && row.tool_version === wanted.version && row.arguments_hash === wanted.argumentsHash;
        if (!same) throw new MillwrightError('APPROVAL_REFUSED', 'Another call was approved than this one, or the tool was changed since. Ask again.');
        if (row.binding !== bindingOf(secrets, tenantId, row)) throw new MillwrightError('APPROVAL_REFUSED', 'This approval was not made by Millwright, and runs nothing.');
        if ((await agreements(tx, row)).standing.length < row.needed) throw new MillwrightError('APPROVAL_REFUSED', LAPSED);
        await tx.run(sql`UPDATE approvals SET state = 'running' WHERE tenant_id = ${tx.tenantId} AND id = ${grant}`);
      });
      changes.tell(tenantId);
    },

    async ended({ principal }, grant, { status, sentence, said, label, ms }) {
      if (status === 'unknown') return cutOff({ database, clock, record, tell }, principal.tenantId, grant);
      const state = status === 'ok' ? 'done' : 'failed';
      await database.withTenant(principal, (tx) =>
        tx.run(sql`UPDATE approvals SET state = ${state}, sentence = ${sentence}, result = ${json(said)}::jsonb, result_label = ${label}, ms = ${ms}, ended_at = ${clock.now()} WHERE tenant_id = ${tx.tenantId} AND id = ${grant} AND state = 'running'`),
      );
      changes.tell(principal.tenantId);
    },
  };
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
