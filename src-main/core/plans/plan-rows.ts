import { MillwrightError } from '#shared/contract/errors.ts';
import type { Plan, PlanState, PlanStepDraft, PlanStepState, PlanSummary } from '#shared/contract/plans.ts';
import type { KeptMessage } from '#core/conversations/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

export interface StepRow extends PlanStepDraft {
  state: PlanStepState;
  attempts: number;
  error: string | null;
  started_at: Date | null;
  ended_at: Date | null;
  result: KeptMessage | null;
}

export interface PlanRow {
  id: string;
  user_id: string;
  goal: string;
  state: PlanState;
  version: number;
  made_by: Plan['madeBy'];
  created_at: Date;
  updated_at: Date;
}

const MOST_LISTED = 200;

/** A person's own plan. Throws `PLAN_NOT_FOUND`; `lock` keeps others from changing it until the transaction ends. */
export async function ownPlan(tx: Transaction, userId: string, id: string, lock = false): Promise<PlanRow> {
  const row = await tx.maybe<PlanRow>(sql`
    SELECT id, user_id, goal, state, version, made_by, created_at, updated_at FROM plans
    WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND user_id = ${userId} ${lock ? sql`FOR UPDATE` : sql``}`);
  if (!row) throw new MillwrightError('PLAN_NOT_FOUND');
  return row;
}

/** In the order they were written. */
export function stepsOf(tx: Transaction, planId: string): Promise<StepRow[]> {
  return tx.rows<StepRow>(sql`
    SELECT key, title, instruction, agent, expected, after, state, attempts, error, started_at, ended_at, result FROM plan_steps
    WHERE tenant_id = ${tx.tenantId} AND plan_id = ${planId} ORDER BY place`);
}

export async function listPlans(tx: Transaction, userId: string): Promise<PlanSummary[]> {
  const rows = await tx.rows<PlanRow & { done: number; total: number }>(sql`
    SELECT p.id, p.user_id, p.goal, p.state, p.version, p.made_by, p.created_at, p.updated_at,
      (SELECT count(*)::int FROM plan_steps s WHERE s.tenant_id = p.tenant_id AND s.plan_id = p.id AND s.state = 'done') AS done,
      (SELECT count(*)::int FROM plan_steps s WHERE s.tenant_id = p.tenant_id AND s.plan_id = p.id) AS total
    FROM plans p WHERE p.tenant_id = ${tx.tenantId} AND p.user_id = ${userId} ORDER BY p.updated_at DESC, p.id LIMIT ${MOST_LISTED}`);
  return rows.map((row) => ({ id: row.id, goal: row.goal, state: row.state, done: row.done, total: row.total, createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString() }));
}

export interface NewPlan {
  id: string;
  userId: string;
  goal: string;
  madeBy: Plan['madeBy'];
  at: Date;
}

export async function insertPlan(tx: Transaction, { id, userId, goal, madeBy, at }: NewPlan, steps: readonly PlanStepDraft[]): Promise<void> {
  await tx.run(sql`
    INSERT INTO plans (id, tenant_id, user_id, goal, state, version, made_by, created_at, updated_at)
    VALUES (${id}, ${tx.tenantId}, ${userId}, ${goal}, 'draft', 1, ${madeBy}, ${at}, ${at})`);
  await insertSteps(tx, id, steps);
}

export async function replaceSteps(tx: Transaction, id: string, steps: readonly PlanStepDraft[]): Promise<void> {
  await tx.run(sql`DELETE FROM plan_steps WHERE tenant_id = ${tx.tenantId} AND plan_id = ${id}`);
  await insertSteps(tx, id, steps);
}

async function insertSteps(tx: Transaction, id: string, steps: readonly PlanStepDraft[]): Promise<void> {
  for (const [place, { key, title, instruction, agent, expected, after }] of steps.entries()) {
    await tx.run(sql`
      INSERT INTO plan_steps (tenant_id, plan_id, key, place, title, instruction, agent, expected, after, state)
      VALUES (${tx.tenantId}, ${id}, ${key}, ${place}, ${title}, ${instruction}, ${agent}, ${expected}, ${[...new Set(after)]}::text[], 'waiting')`);
  }
}

export async function setPlanState(tx: Transaction, id: string, state: PlanState, at: Date, nextVersion = false): Promise<void> {
  await tx.run(sql`UPDATE plans SET state = ${state}, updated_at = ${at}, version = version + ${nextVersion ? 1 : 0}::int WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
}

export async function beginStep(tx: Transaction, planId: string, key: string, at: Date): Promise<void> {
  await tx.run(sql`
    UPDATE plan_steps SET state = 'running', attempts = attempts + 1, error = NULL, started_at = ${at}, ended_at = NULL, result = NULL
    WHERE tenant_id = ${tx.tenantId} AND plan_id = ${planId} AND key = ${key}`);
}

/** False where the plan was deleted meanwhile. */
export async function endStep(tx: Transaction, planId: string, key: string, end: { state: 'approval' | 'done' | 'failed'; error: string | null; result: KeptMessage | null; at: Date }): Promise<boolean> {
  const changed = await tx.run(sql`
    UPDATE plan_steps SET state = ${end.state}, error = ${end.error}, result = ${end.result === null ? null : JSON.stringify(end.result)}::text::jsonb, ended_at = ${end.at}
    WHERE tenant_id = ${tx.tenantId} AND plan_id = ${planId} AND key = ${key}`);
  return changed > 0;
}

/** A step whose call was decided is begun once more, which is not another attempt. False where it does not wait for that. */
export async function approvalDecided(tx: Transaction, planId: string, key: string): Promise<boolean> {
  const changed = await tx.run(sql`
    UPDATE plan_steps SET state = 'waiting', ended_at = NULL, attempts = greatest(attempts - 1, 0)
    WHERE tenant_id = ${tx.tenantId} AND plan_id = ${planId} AND key = ${key} AND state = 'approval'`);
  return changed > 0;
}

/** What was begun and not ended is to be begun anew; with keys, those steps are, whatever came of them. */
export async function backToWaiting(tx: Transaction, planId: string, keys: readonly string[] | null): Promise<void> {
  const which = keys === null ? sql`state = 'running'` : sql`key = ANY(${[...keys]}::text[])`;
  await tx.run(sql`
    UPDATE plan_steps SET state = 'waiting', error = NULL, result = NULL, started_at = NULL, ended_at = NULL
    WHERE tenant_id = ${tx.tenantId} AND plan_id = ${planId} AND ${which}`);
}
