import type { MeasuresOutlook } from '#shared/contract/usage.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { countOldViolations, removeOldViolations } from '#core/guardrails/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database, TenantScope } from '#core/ports/database.ts';
import type { PlantSettings } from '#core/settings/index.ts';
import { z } from 'zod';
import { monthOf } from './budgets.ts';
import { countOldGenerations, removeOldGenerations } from './usage-rows.ts';

const KEY = 'usage.retention';
const DAY_MS = 86_400_000;
/** Rows removed in one transaction, so that others get their turn between. */
const AT_ONCE = 5_000;

export interface MeasureRetention {
  /** How long the plant keeps measures of the use of models and of checks of answers, and what could go now. */
  outlook(scope: TenantScope): Promise<MeasuresOutlook>;
  /** Null keeps them for ever. */
  set(scope: TenantScope, days: number | null): Promise<void>;
  /** Removes what is older, a batch at a time, and says how much went. Throws `RETENTION_OFF`. */
  prune(scope: TenantScope, signal: AbortSignal): AsyncGenerator<{ removed: number; total: number }>;
}

export function createMeasureRetention({ database, settings, clock }: { database: Database; settings: PlantSettings; clock: Clock }): MeasureRetention {
  const daysOf = async (tenantId: string): Promise<number | null> => z.int().nullable().parse((await settings.get(tenantId, KEY)) ?? null);

  async function outlook(scope: TenantScope): Promise<MeasuresOutlook> {
    const days = await daysOf(scope.tenantId);
    if (days === null) return { days, before: null, generations: 0, violations: 0 };
    const before = keptFrom(clock.now(), days);
    return database.withTenant(scope, async (tx) => ({ days, before: before.toISOString(), generations: await countOldGenerations(tx, before), violations: await countOldViolations(tx, before) }));
  }

  return {
    outlook,
    set: (scope, days) => settings.save(scope, KEY, days),
    async *prune(scope, signal) {
      const { days, before, generations, violations } = await outlook(scope);
      if (days === null || before === null) throw new MillwrightError('RETENTION_OFF', 'This plant keeps its measures for ever. Set for how many days they are kept first.');
      let removed = 0;
      for (const remove of [removeOldGenerations, removeOldViolations]) {
        for (let gone = AT_ONCE; gone === AT_ONCE; ) {
          signal.throwIfAborted();
          gone = await database.withTenant(scope, (tx) => remove(tx, new Date(before), AT_ONCE));
          removed += gone;
          if (gone > 0) yield { removed, total: Math.max(removed, generations + violations) };
        }
      }
    },
  };
}

/** From when on measures are kept: for so many days, and never less than the month whose budget is running. */
export function keptFrom(now: Date, days: number): Date {
  return new Date(Math.min(now.getTime() - days * DAY_MS, monthOf(now).getTime()));
}
