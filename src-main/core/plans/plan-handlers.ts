import type { OfferedAgent } from '#shared/contract/agents.ts';
import type { EventOf } from '#shared/contract/define-operations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type Plan, plans, type PlanState, type PlanStepDraft, type WaitingCall } from '#shared/contract/plans.ts';
import type { PausedRuns } from '#core/agents/index.ts';
import { asReadBy, type CitedDocuments, requireNoHold } from '#core/conversations/index.ts';
import { bindHandlers, type BoundOperation, type Call, type Changes, type Principal } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { requireGraph, withDependents } from './check-graph.ts';
import { type DraftingDeps, draftSteps } from './draft-steps.ts';
import type { Executor } from './executor.ts';
import { backToWaiting, insertPlan, listPlans, ownPlan, type PlanRow, replaceSteps, setPlanState, type StepRow, stepsOf } from './plan-rows.ts';

export interface PlanHandlerDeps extends DraftingDeps {
  database: Database;
  clock: Clock;
  crypto: Crypto;
  cited: CitedDocuments;
  agents: { availableTo(principal: Principal): Promise<OfferedAgent[]> };
  executor: Executor;
  paused: Pick<PausedRuns, 'dropSteps' | 'waitingIn'>;
  changes: Changes;
}

const NOT_BEGUN: readonly PlanState[] = ['draft', 'approved'];

export function planHandlers(deps: PlanHandlerDeps): BoundOperation[] {
  const { database, clock, crypto, agents, executor, changes } = deps;

  const namesFor = async (principal: Principal): Promise<ReadonlySet<string>> => new Set((await agents.availableTo(principal)).map(({ name }) => name));

  async function read(principal: Principal, id: string): Promise<Plan> {
    const { plan, steps, waiting } = await database.withTenant(principal, async (tx) => ({ plan: await ownPlan(tx, principal.userId, id), steps: await stepsOf(tx, id), waiting: await deps.paused.waitingIn(tx, id) }));
    return asRead(deps.cited, principal, plan, steps, waiting);
  }

  /** Changes a plan that nobody else can change meanwhile, and gives it as it is then. */
  async function alter({ principal }: Call<Principal>, id: string, work: (tx: Transaction, plan: PlanRow) => Promise<void>): Promise<Plan> {
    await database.withTenant(principal, async (tx) => work(tx, await ownPlan(tx, principal.userId, id, true)));
    changes.tell(id);
    return read(principal, id);
  }

  async function* create({ goal, steps: given }: { goal: string; steps?: PlanStepDraft[] | undefined }, { principal, signal, note }: Call<Principal>): AsyncGenerator<EventOf<typeof plans.create>> {
    if (!given) yield { type: 'thinking' };
    const { steps, madeBy } = given ? { steps: given, madeBy: 'person' as const } : await draftSteps(deps, principal, goal, await agents.availableTo(principal), signal);
    requireGraph(steps, await namesFor(principal));
    const id = crypto.uuid();
    await database.withTenant(principal, (tx) => insertPlan(tx, { id, userId: principal.userId, goal, madeBy, at: clock.now() }, steps));
    note({ resourceId: id, metadata: { madeBy, steps: steps.length } });
    yield { type: 'plan', plan: await read(principal, id) };
  }

  async function* watch({ id }: { id: string }, { principal, signal }: Call<Principal>): AsyncGenerator<{ type: 'plan'; plan: Plan }> {
    const changed = changes.watch(id, signal);
    try {
      while (!signal.aborted) {
        const plan = await read(principal, id);
        yield { type: 'plan', plan };
        if (plan.state !== 'running' && !plan.steps.some(({ state }) => state === 'running')) return;
        await changed.next();
      }
    } finally {
      changed.end();
    }
  }

  return bindHandlers(plans, {
    create,
    watch,
    list: async (_, { principal }) => ({ plans: await database.withTenant(principal, (tx) => listPlans(tx, principal.userId)) }),
    get: ({ id }, { principal }) => read(principal, id),
    async change({ id, version, steps }, call) {
      requireGraph(steps, await namesFor(call.principal));
      return alter(call, id, async (tx, plan) => {
        requireState(plan, NOT_BEGUN, 'A plan that has begun keeps its steps; a single step can be tried again with other words.');
        requireVersion(plan, version);
        await replaceSteps(tx, id, steps);
        await setPlanState(tx, id, 'draft', clock.now(), true);
      });
    },
    async approve({ id, version }, call) {
      refuseKey(call.principal);
      const known = await namesFor(call.principal);
      return alter(call, id, async (tx, plan) => {
        requireState(plan, NOT_BEGUN, 'This plan has begun already.');
        requireVersion(plan, version);
        requireGraph(await stepsOf(tx, id), known);
        await setPlanState(tx, id, 'approved', clock.now());
      });
    },
    async run({ id }, call) {
      const { principal } = call;
      refuseKey(principal);
      const plan = await alter(call, id, async (tx, found) => {
        // One that says it runs and does not was left so by a command line that ended.
        const left = found.state === 'running' && !executor.underWay(id);
        if (left) await backToWaiting(tx, id, null);
        else requireState(found, ['approved', 'paused'], found.state === 'draft' ? 'Approve the plan first.' : 'This plan is running or over; a single step can be tried again.');
        await setPlanState(tx, id, 'running', clock.now());
      });
      executor.carryOn({ tenantId: principal.tenantId, userId: principal.userId, planId: id });
      return plan;
    },
    async pause({ id, now }, call) {
      const pausing = await alter(call, id, async (tx, plan) => {
        requireState(plan, ['running', 'paused'], 'This plan is not running.');
        await setPlanState(tx, id, 'paused', clock.now());
      });
      if (!now) return pausing;
      await executor.stop(id);
      return alter(call, id, (tx) => backToWaiting(tx, id, null));
    },
    async retry({ id, step, instruction }, call) {
      const { principal } = call;
      refuseKey(principal);
      const plan = await alter(call, id, async (tx, found) => {
        requireState(found, ['running', 'paused', 'done', 'failed'], 'This plan has not begun.');
        await requireNoHold(tx, principal.userId);
        const steps = await stepsOf(tx, id);
        const again = withDependents(steps, step);
        const wanted = steps.find(({ key }) => key === step);
        if (!wanted) throw new MillwrightError('PLAN_REFUSED', `There is no step "${step}".`);
        if (steps.some(({ key, state }) => state === 'running' && again.includes(key))) throw new MillwrightError('PLAN_REFUSED', 'This step, or one that rests on it, is running. Pause the plan first.');
        await backToWaiting(tx, id, again);
        await deps.paused.dropSteps(tx, id, again);
        if (instruction !== undefined) await tx.run(sql`UPDATE plan_steps SET instruction = ${instruction} WHERE tenant_id = ${tx.tenantId} AND plan_id = ${id} AND key = ${step}`);
        await setPlanState(tx, id, 'running', clock.now());
      });
      executor.carryOn({ tenantId: principal.tenantId, userId: principal.userId, planId: id });
      return plan;
    },
    async remove({ id }, { principal }) {
      await database.withTenant(principal, async (tx) => {
        await ownPlan(tx, principal.userId, id);
        await requireNoHold(tx, principal.userId);
      });
      await executor.stop(id);
      await database.withTenant(principal, (tx) => tx.run(sql`DELETE FROM plans WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND user_id = ${principal.userId}`));
      changes.tell(id);
      return { removed: true };
    },
  });
}

/** A plan runs on with what its person may do, and a key may do less and ends some day. */
function refuseKey({ key }: Principal): void {
  if (key) throw new MillwrightError('PLAN_REFUSED', 'A key cannot set a plan going, since it runs on without the key. Sign in for that.');
}

function requireState({ state }: PlanRow, allowed: readonly PlanState[], otherwise: string): void {
  if (!allowed.includes(state)) throw new MillwrightError('PLAN_REFUSED', otherwise);
}

function requireVersion(plan: PlanRow, version: number): void {
  if (plan.version !== version) throw new MillwrightError('PLAN_CHANGED');
}

async function asRead(cited: CitedDocuments, principal: Principal, plan: PlanRow, steps: readonly StepRow[], waiting: ReadonlyMap<string, WaitingCall>): Promise<Plan> {
  const kept = steps.flatMap(({ result }) => (result === null ? [] : [result]));
  const shown = new Map((await asReadBy(cited, principal, kept)).map((message) => [message.id, message]));
  return {
    id: plan.id, goal: plan.goal, state: plan.state, version: plan.version, madeBy: plan.made_by, createdAt: plan.created_at.toISOString(), updatedAt: plan.updated_at.toISOString(),
    done: steps.filter(({ state }) => state === 'done').length,
    total: steps.length,
    steps: steps.map(({ started_at, ended_at, result, ...step }) => {
      const message = result === null ? undefined : shown.get(result.id);
      const { content, mode, model, sentTo, citations, unsupported, safety, label, agent } = message ?? {};
      return {
        ...step,
        startedAt: started_at?.toISOString() ?? null,
        endedAt: ended_at?.toISOString() ?? null,
        waitsFor: step.state === 'approval' ? (waiting.get(step.key) ?? null) : null,
        result: message === undefined ? null : { content: content ?? '', mode: mode ?? null, model: model ?? null, sentTo: sentTo ?? null, citations: citations ?? [], unsupported: unsupported ?? [], safety: safety ?? [], label: label ?? null, agent: agent ?? null },
      };
    }),
  };
}
