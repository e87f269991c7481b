import { Budget, type BudgetState } from '#shared/contract/usage.ts';
import type { TenantScope, Transaction } from '#core/ports/database.ts';
import type { PlantSettings } from '#core/settings/index.ts';
import { usedSince } from './usage-rows.ts';

const KEY = 'usage.budget';
const NO_BUDGET: Budget = { tokensPerMonth: null, costPerMonth: null, tokensPerPerson: null, costPerPerson: null, warnAt: 80, beyond: 'warn' };

export async function budgetOf(settings: PlantSettings, tenantId: string): Promise<Budget> {
  const set = await settings.get(tenantId, KEY);
  return set === undefined ? NO_BUDGET : Budget.parse(set);
}

export const saveBudget = (settings: PlantSettings, scope: TenantScope, budget: Budget): Promise<void> => settings.save(scope, KEY, budget);

/** How the budgets of the plant and of one person in it stand this month. */
export async function budgetStates(tx: Transaction, budget: Budget, now: Date, userId: string | null): Promise<{ plant: BudgetState; person: BudgetState }> {
  const { tokensPerMonth, costPerMonth, tokensPerPerson, costPerPerson, warnAt } = budget;
  if (!limits(budget)) return { plant: NONE, person: NONE };
  const used = await usedSince(tx, monthOf(now), userId);
  return {
    plant: stateOf([[used.tokens, tokensPerMonth], [used.cost, costPerMonth]], warnAt),
    person: stateOf([[used.ownTokens, tokensPerPerson], [used.ownCost, costPerPerson]], warnAt),
  };
}

/** Whether the budget says how much may be used at all. */
export function limits({ tokensPerMonth, costPerMonth, tokensPerPerson, costPerPerson }: Budget): boolean {
  return [tokensPerMonth, costPerMonth, tokensPerPerson, costPerPerson].some((limit) => limit !== null);
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
