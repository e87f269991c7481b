import { usage } from '#shared/contract/usage.ts';
import { bindHandlers } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import { budgetOf, budgetStates, saveBudget } from './budgets.ts';
import { sumsByDay, sumsByModel, sumsByPerson, sumsSince } from './usage-rows.ts';

const DAY_MS = 86_400_000;

export function usageHandlers({ database, clock }: { database: Database; clock: Clock }) {
  const since = (days: number): Date => new Date(clock.now().getTime() - days * DAY_MS);
  return bindHandlers(usage, {
    report: ({ days }, { principal }) =>
      database.withTenant(principal, async (tx) => {
        const from = since(days);
        const budget = await budgetOf(tx);
        return {
          total: await sumsSince(tx, from, null),
          byPerson: await sumsByPerson(tx, from),
          byModel: await sumsByModel(tx, from),
          byDay: await sumsByDay(tx, from),
          budget,
          state: (await budgetStates(tx, budget, clock.now(), null)).plant,
        };
      }),
    mine: ({ days }, { principal }) =>
      database.withTenant(principal, async (tx) => ({
        total: await sumsSince(tx, since(days), principal.userId),
        state: (await budgetStates(tx, await budgetOf(tx), clock.now(), principal.userId)).person,
      })),
    async setBudget(budget, { principal }) {
      await database.withTenant(principal, (tx) => saveBudget(tx, principal.tenantId, budget, clock.now()));
      return budget;
    },
  });
}
