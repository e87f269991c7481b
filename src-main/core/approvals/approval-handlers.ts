import { type Approval, approvals } from '#shared/contract/approvals.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type Call, bindHandlers, type Principal } from '#core/pipeline/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { Reauthenticate } from '#core/identity/index.ts';
import { type ApprovalRow, approvalsWhere, decisionsOn, lockedApproval, mayRead, toApproval } from './approval-rows.ts';
import { allRules, dropRule, putRule } from './approval-rules.ts';
import { seenOf } from './comparison.ts';
import { decide, type DecideDeps, type Decided, requireOpen } from './decide.ts';
import { lookAgain, type LookAgainDeps } from './look-again.ts';
import type { ApprovedRuns } from './run-approved.ts';
import { isAsked } from './who-decides.ts';

const LOOK_FIRST = 'Look first at what this would change as it stands now, and say what you have seen.';

export interface ApprovalHandlerDeps extends DecideDeps, LookAgainDeps {
  reauthenticate: Reauthenticate;
  runs: Pick<ApprovedRuns, 'begin'>;
  /** Tells whoever looks at calls of a plant, and sends soon what was told. */
  wake(tenantId: string): void;
  /** Told of each call that is over. */
  ended(tenantId: string, id: string): void;
}

export function approvalHandlers(deps: ApprovalHandlerDeps) {
  const { database, secrets, clock, reauthenticate, runs, record, tell, wake, ended } = deps;

  async function shown(tx: Transaction, principal: Principal, rows: readonly ApprovalRow[]): Promise<Approval[]> {
    const decisions = await decisionsOn(tx, rows.map(({ id }) => id));
    const now = clock.now();
    return rows.map((row) => {
      const made = decisions.get(row.id) ?? [];
      const open = row.state === 'waiting' && row.expires_at > now;
      return toApproval(row, made, { userId: principal.userId, clearance: principal.clearance, mayDecide: open && isAsked(row, principal) && !made.some(({ by }) => by.id === principal.userId) }, secrets);
    });
  }

  /** Those of the caller and those the caller is asked about: of others nobody learns that they exist. */
  async function visible(tx: Transaction, principal: Principal, rows: readonly ApprovalRow[]): Promise<Approval[]> {
    return shown(tx, principal, rows.filter((row) => row.user_id === principal.userId || isAsked(row, principal)));
  }

  const oneOf = (principal: Principal, id: string): Promise<Approval> =>
    database.withTenant(principal, async (tx) => {
      const [found] = await visible(tx, principal, await approvalsWhere(tx, sql`a.id = ${id}`));
      if (!found) throw new MillwrightError('APPROVAL_NOT_FOUND');
      return found;
    });

  async function lookedAgain({ principal, signal }: Call<Principal>, id: string): Promise<ApprovalRow> {
    const [row] = await database.withTenant(principal, (tx) => approvalsWhere(tx, sql`a.id = ${id}`));
    if (!row) throw new MillwrightError('APPROVAL_NOT_FOUND');
    return lookAgain(deps, principal.tenantId, row, signal);
  }

  /** What somebody has seen is how it stands now, or they have to look again. */
  async function stillAsSeen(call: Call<Principal>, id: string, seen: string | undefined): Promise<string | null> {
    const { state_seen: now } = await lookedAgain(call, id);
    if (now === null) return null;
    if (seen !== seenOf(id, now, secrets)) throw new MillwrightError('APPROVAL_STALE', seen === undefined ? LOOK_FIRST : undefined);
    return seen;
  }

  async function decided({ principal }: Call<Principal>, decision: Decided): Promise<Approval> {
    const { id } = decision;
    const { agreed } = await decide(deps, principal, decision);
    wake(principal.tenantId);
    if (agreed) runs.begin(principal.tenantId, id);
    if (decision.decision === 'reject') ended(principal.tenantId, id);
    return oneOf(principal, id);
  }

  return bindHandlers(approvals, {
    list: ({ which }, { principal }) =>
      database.withTenant(principal, async (tx) => ({
        approvals: await visible(tx, principal, await approvalsWhere(tx, which === 'all' ? sql`true` : sql`a.state IN ('waiting', 'approved', 'running')`)),
      })),
    count: (_input, { principal }) =>
      database.withTenant(principal, async (tx) => {
        const all = await visible(tx, principal, await approvalsWhere(tx, sql`a.state = 'waiting'`));
        return { waiting: all.filter(({ mayDecide }) => mayDecide).length };
      }),
    async show({ id }, { principal }) {
      const approval = await oneOf(principal, id);
      const [row] = await database.withTenant(principal, (tx) => approvalsWhere(tx, sql`a.id = ${id} AND a.user_id = ${principal.userId}`));
      return { ...approval, result: row?.state === 'done' && mayRead(row, principal.clearance) ? row.result : null };
    },
    async compare({ id }, call) {
      const { comparison } = await oneOf(call.principal, id);
      if (comparison !== null) await lookedAgain(call, id);
      return oneOf(call.principal, id);
    },
    async approve({ id, seen, ...proof }, call) {
      await oneOf(call.principal, id);
      await reauthenticate(call.principal, proof);
      return decided(call, { id, decision: 'approve', reason: null, seen: await stillAsSeen(call, id, seen) });
    },
    reject: ({ id, reason }, call) => decided(call, { id, decision: 'reject', reason, seen: null }),
    async withdraw({ id }, { principal }) {
      await database.withTenant(principal, async (tx) => {
        const found = await lockedApproval(tx, id);
        const open = requireOpen(found?.user_id === principal.userId ? found : null, clock.now());
        await tx.run(sql`UPDATE approvals SET state = 'withdrawn', ended_at = ${clock.now()} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
        await tell(tx, 'withdrawn', id);
        await record(tx, open, { event: 'approval.withdrawn', userId: principal.userId });
      });
      wake(principal.tenantId);
      ended(principal.tenantId, id);
      return oneOf(principal, id);
    },
    rules: (_input, { principal }) => database.withTenant(principal, (tx) => allRules(tx)),
    async saveRule({ tool, ...rule }, { principal }) {
      await database.withTenant(principal, (tx) => putRule(tx, tool, rule, clock.now()));
      return { saved: true };
    },
    async dropRule({ tool }, { principal }) {
      await database.withTenant(principal, (tx) => dropRule(tx, tool));
      return { dropped: true };
    },
  });
}
