import { Budget, type BudgetState } from '#shared/contract/usage.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { usedSince } from './usage-rows.ts';

const KEY = 'usage.budget';
export const NO_BUDGET: Budget = { tokensPerMonth: null, costPerMonth: null, tokensPerPerson: null, costPerPerson: null, warnAt: 80, beyond: 'warn' };

export async function budgetOf(tx: Transaction): Promise<Budget> {
  const row = await tx.maybe<{ value: unknown }>(sql`SELECT value FROM settings WHERE tenant_id = ${tx.tenantId} AND key = ${KEY}`);
  return row === undefined ? NO_BUDGET : Budget.parse(row.value);
}

export async function saveBudget(tx: Transaction, tenantId: string, budget: Budget, now: Date): Promise<void> {
  await tx.run(sql`INSERT INTO settings (tenant_id, key, value, updated_at) VALUES (${tenantId}, ${KEY}, ${JSON.stringify(budget)}::jsonb, ${now})
    ON CONFLICT (tenant_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`);
}

/** How the budgets of the plant and of one person in it stand this month. */
export async function budgetStates(tx: Transaction, budget: Budget, now: Date, userId: string | null): Promise<{ plant: BudgetState; person: BudgetState }> {
  const { tokensPerMonth, costPerMonth, tokensPerPerson, costPerPerson, warnAt } = budget;
  if ([tokensPerMonth, costPerMonth, tokensPerPerson, costPerPerson].every((limit) => limit === null)) return { plant: NONE, person: NONE };
  const used = await usedSince(tx, monthOf(now), userId);
  return {
    plant: stateOf([[used.tokens, tokensPerMonth], [used.cost, costPerMonth]], warnAt),
    person: stateOf([[used.ownTokens, tokensPerPerson], [used.ownCost, costPerPerson]], warnAt),
  };
}

const NONE: BudgetState = { state: 'ok', used: null };

/** The state of the budget that is used up most. */
export function stateOf(uses: readonly (readonly [used: number, limit: number | null])[], warnAt: number): BudgetState {
  const shares = uses.flatMap(([used, limit]) => (limit === null ? [] : [used / limit]));
  if (shares.length === 0) return NONE;
  const used = Math.max(...shares);
  return { used, state: used >= 1 ? 'over' : used * 100 >= warnAt ? 'warn' : 'ok' };
}

/** The first moment of a month, in UTC. */
export function monthOf(time: Date): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), 1));
}
