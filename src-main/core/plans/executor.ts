import { MillwrightError } from '#shared/contract/errors.ts';
import type { DecidedRun, PausedRuns } from '#core/agents/index.ts';
import { createBackgroundWork } from '#core/background/index.ts';
import type { KeptMessage } from '#core/conversations/index.ts';
import type { Changes, Principal } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import { activeTenants } from '#core/tenants/index.ts';
import { approvalDecided, backToWaiting, beginStep, endStep, setPlanState, type StepRow, stepsOf } from './plan-rows.ts';

/** Steps of one plan that run side by side. Models take turns among all that ask. */
const SIDE_BY_SIDE = 3;
const BROKEN = 'This step failed. Try it again.';

/** One step as it is carried out: the person as they are now, and the results it needs. */
export interface StepWork {
  principal: Principal;
  planId: string;
  step: StepRow;
  before: { instruction: string; answer: KeptMessage }[];
  signal: AbortSignal;
}

/** What came of a step: its answer, or the approval that it waits for. */
export type Carried = { answer: KeptMessage } | { waits: string };

export interface StepEnd extends PlanOf {
  key: string;
  outcome: 'ok' | 'failed' | 'cancelled';
  ms: number;
  answer: KeptMessage | null;
}

export interface ExecutorDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
  changes: Changes;
  /** The person with the rights they have now. Throws where they may not work here any more. */
  personNow(tenantId: string, userId: string): Promise<Principal>;
  carryOut(work: StepWork): Promise<Carried>;
  paused: Pick<PausedRuns, 'dropSteps'>;
  /** Told of a step that waits for an approval. */
  waits(tenantId: string, approvalId: string): void;
  recordStep(end: StepEnd): Promise<void>;
}

export interface PlanOf {
  tenantId: string;
  userId: string;
  planId: string;
}

export interface Executor {
  /** Carries a running plan on, unless that is under way. */
  carryOn(plan: PlanOf): void;
  /** Lets a step go on whose call was decided. */
  goOn(decided: DecidedRun): Promise<void>;
  underWay(planId: string): boolean;
  /** Stops the steps that run; whoever stops them puts them back. */
  stop(planId: string): Promise<void>;
  /** Goes on with what the last end of the program interrupted. */
  resume(): Promise<void>;
  /** Stops all, keeping the plans as running. */
  close(): Promise<void>;
}

/** Runs plans in the background: what stands in the database says what is to be done next, so that nothing is lost with the process. */
export function createExecutor({ database, clock, logger, changes, personNow, carryOut, recordStep, paused, waits }: ExecutorDeps): Executor {
  const background = createBackgroundWork({ logger, failure: 'a plan stopped; running it again goes on with it', over: (planId) => changes.tell(planId) });

  /** The steps that can begin now, marked as begun; null where the plan no longer runs or nothing is left to wait for. */
  async function begin({ tenantId, userId, planId }: PlanOf, running: ReadonlySet<string>): Promise<{ all: StepRow[]; ready: StepRow[] } | null> {
    return database.withTenant({ tenantId, userId }, async (tx) => {
      const plan = await tx.maybe<{ state: string }>(sql`SELECT state FROM plans WHERE tenant_id = ${tx.tenantId} AND id = ${planId} FOR UPDATE`);
      const all = await stepsOf(tx, planId);
      if (plan?.state !== 'running') return null;
      const done = new Set(all.filter(({ state }) => state === 'done').map(({ key }) => key));
      const ready = all.filter(({ key, state, after }) => state === 'waiting' && !running.has(key) && after.every((each) => done.has(each))).slice(0, SIDE_BY_SIDE - running.size);
      for (const { key } of ready) await beginStep(tx, planId, key, clock.now());
      if (ready.length > 0) await setPlanState(tx, planId, 'running', clock.now());
      else if (running.size === 0 && !all.some(({ state }) => state === 'approval')) await setPlanState(tx, planId, done.size === all.length ? 'done' : 'failed', clock.now());
      return { all, ready };
    });
  }

  async function doStep(plan: PlanOf, step: StepRow, all: readonly StepRow[], signal: AbortSignal): Promise<void> {
    const { tenantId, userId, planId } = plan;
    const began = clock.elapsed();
    let answer: KeptMessage | null = null;
    let error: string | null = null;
    let approval: string | null = null;
    try {
      // Anew for each step: what was taken from the person meanwhile is taken from the plan.
      const principal = await personNow(tenantId, userId);
      const before = all.flatMap(({ key, instruction, result }) => (step.after.includes(key) && result !== null ? [{ instruction, answer: result }] : []));
      const carried = await carryOut({ principal, planId, step, before, signal });
      if ('waits' in carried) approval = carried.waits;
      else {
        answer = carried.answer;
        error = brokenOff(answer);
      }
    } catch (thrown) {
      error = thrown instanceof MillwrightError ? thrown.message : BROKEN;
      if (!(thrown instanceof MillwrightError)) logger.error('a step of a plan failed', { planId, step: step.key, error: String(thrown) });
    }
    await recordStep({ ...plan, key: step.key, ms: clock.elapsed() - began, answer, outcome: signal.aborted ? 'cancelled' : error === null ? 'ok' : 'failed' });
    // Stopped steps stay as begun: whoever stopped them, or the next start, puts them back.
    if (signal.aborted) return;
    const at = clock.now();
    if (approval === null) {
      await database.withTenant(plan, async (tx) => {
        await endStep(tx, planId, step.key, { state: error === null ? 'done' : 'failed', error, result: error === null ? answer : null, at });
        await paused.dropSteps(tx, planId, [step.key]);
      });
    } else {
      await database.withTenant(plan, (tx) => endStep(tx, planId, step.key, { state: 'approval', error: null, result: null, at }));
      waits(tenantId, approval);
    }
    changes.tell(planId);
  }

  async function carry(plan: PlanOf, signal: AbortSignal): Promise<void> {
    const running = new Map<string, Promise<void>>();
    try {
      while (!signal.aborted) {
        const next = await begin(plan, new Set(running.keys()));
        for (const step of next?.ready ?? []) {
          const work = doStep(plan, step, next?.all ?? [], signal).finally(() => running.delete(step.key));
          running.set(step.key, work);
        }
        changes.tell(plan.planId);
        if (running.size === 0) break;
        await Promise.race(running.values());
      }
    } finally {
      await Promise.allSettled(running.values());
    }
  }

  function carryOn(plan: PlanOf): void {
    background.wake(plan.planId, (signal) => carry(plan, signal));
  }

  async function goOn({ tenantId, userId, run: { place } }: DecidedRun): Promise<void> {
    if (!('planId' in place)) return;
    const { planId, step } = place;
    const goes = await database.withTenant({ tenantId, userId }, async (tx) => {
      const plan = await tx.maybe(sql`SELECT id FROM plans WHERE tenant_id = ${tx.tenantId} AND id = ${planId} FOR UPDATE`);
      if (!plan) await paused.dropSteps(tx, planId, [step]);
      return plan !== undefined && (await approvalDecided(tx, planId, step));
    });
    if (goes) carryOn({ tenantId, userId, planId });
  }

  return {
    carryOn,
    goOn,
    stop: background.stop,
    underWay: background.underWay,
    async resume() {
      for (const tenantId of await activeTenants(database)) {
        const open = await database.withTenant({ tenantId, userId: null }, async (tx) => {
          const rows = await tx.rows<{ id: string; user_id: string }>(sql`SELECT id, user_id FROM plans WHERE tenant_id = ${tx.tenantId} AND state = 'running' ORDER BY updated_at`);
          for (const { id } of rows) await backToWaiting(tx, id, null);
          return rows;
        });
        for (const { id, user_id: userId } of open) carryOn({ tenantId, userId, planId: id });
      }
    },
    close: background.close,
  };
}

/** Why an answer is none that others can rest on; null where it is one. */
function brokenOff({ interrupted, usage, agent }: KeptMessage): string | null {
  if (interrupted !== null && usage === null) return interrupted;
  if (agent?.needs) return agent.needs.question === '' ? `The tool ${agent.needs.tool} needs: ${agent.needs.missing.join(', ')}.` : agent.needs.question;
  return null;
}
