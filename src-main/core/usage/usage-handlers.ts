import { usage } from '#shared/contract/usage.ts';
import { bindHandlers } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { PlantSettings } from '#core/settings/index.ts';
import { budgetOf, budgetStates, saveBudget } from './budgets.ts';
import type { MeasureRetention } from './measure-retention.ts';
import { sumsByDay, sumsByModel, sumsByPerson, sumsSince } from './usage-rows.ts';

const DAY_MS = 86_400_000;

export function usageHandlers({ database, settings, clock, retention }: { database: Database; settings: PlantSettings; clock: Clock; retention: MeasureRetention }) {
  const since = (days: number): Date => new Date(clock.now().getTime() - days * DAY_MS);
  return bindHandlers(usage, {
    async report({ days }, { principal }) {
      const budget = await budgetOf(settings, principal.tenantId);
      const from = since(days);
      return database.withTenant(principal, async (tx) => ({
        total: await sumsSince(tx, from, null),
        byPerson: await sumsByPerson(tx, from),
        byModel: await sumsByModel(tx, from),
        byDay: await sumsByDay(tx, from),
        budget,
        state: (await budgetStates(tx, budget, clock.now(), null)).plant,
      }));
    },
    async mine({ days }, { principal }) {
      const budget = await budgetOf(settings, principal.tenantId);
      return database.withTenant(principal, async (tx) => ({
        total: await sumsSince(tx, since(days), principal.userId),
        state: (await budgetStates(tx, budget, clock.now(), principal.userId)).person,
      }));
    },
    async setBudget(budget, { principal }) {
      await saveBudget(settings, principal, budget);
      return budget;
    },
    retention: (_, { principal }) => retention.outlook(principal),
    async setRetention({ days }, { principal }) {
      await retention.set(principal, days);
      return retention.outlook(principal);
    },
    async *prune(_, { principal, signal, note }) {
      for await (const step of retention.prune(principal, signal)) {
        note({ metadata: { removed: step.removed } });
        yield step;
      }
    },
  });
}
