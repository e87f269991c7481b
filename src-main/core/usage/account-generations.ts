import { MillwrightError } from '#shared/contract/errors.ts';
import type { AnsweringModel, ModelGateway } from '#core/models/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, TenantScope } from '#core/ports/database.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { PlantSettings } from '#core/settings/index.ts';
import { budgetOf, budgetStates, limits } from './budgets.ts';
import { addGeneration, type GenerationRow } from './usage-rows.ts';

const MILLION = 1_000_000;

export interface AccountingDeps {
  database: Database;
  settings: PlantSettings;
  clock: Clock;
  crypto: Crypto;
  logger: Logger;
}

/** The gateway that counts what each use took, and stops where a plant's budget says so. */
export function accountGenerations(gateway: ModelGateway, { database, settings, clock, crypto, logger }: AccountingDeps): ModelGateway {
  /** Throws `QUOTA_REACHED` where a budget that stops is used up. */
  async function requireBudget(scope: TenantScope): Promise<void> {
    const budget = await budgetOf(settings, scope.tenantId);
    if (budget.beyond !== 'stop' || !limits(budget)) return;
    const over = await database.withTenant(scope, async (tx) => {
      const { plant, person } = await budgetStates(tx, budget, clock.now(), scope.userId);
      return plant.state === 'over' ? 'This plant has' : person.state === 'over' ? 'You have' : null;
    });
    if (over) throw new MillwrightError('QUOTA_REACHED', `${over} used the budget for language models of this month. An admin can change it under Admin, Use of models.`);
  }

  async function* counted(scope: TenantScope, model: AnsweringModel, events: AsyncIterable<GenerateEvent>): AsyncGenerator<GenerateEvent, void, void> {
    await requireBudget(scope);
    const startedAt = clock.elapsed();
    const row: GenerationRow = {
      id: crypto.uuid(), userId: scope.userId, model: model.name, remote: model.sentTo !== undefined, outcome: 'failed', fromCache: false,
      promptTokens: 0, reusedTokens: 0, completionTokens: 0, firstTokenMs: null, totalMs: 0, cost: 0, at: clock.now(),
    };
    let price = model.price;
    try {
      for await (const event of events) {
        if (event.type === 'model') {
          row.model = event.name;
          if (event.why === 'fallback') [row.remote, price] = [event.sentTo !== undefined, event.price];
        }
        if (event.type === 'token') row.completionTokens += 1;
        if (event.type === 'end') Object.assign(row, measured(event, price));
        yield event;
      }
    } catch (error) {
      row.totalMs = Math.round(clock.elapsed() - startedAt);
      throw error;
    } finally {
      if (row.outcome === 'failed' && row.totalMs === 0) Object.assign(row, { outcome: 'stopped', totalMs: Math.round(clock.elapsed() - startedAt) });
      await database.withTenant(scope, (tx) => addGeneration(tx, scope.tenantId, row)).catch((error: unknown) => logger.error('the use of a language model was not counted', { error: String(error) }));
    }
  }

  return {
    ...gateway,
    async chat(scope, request, signal) {
      const generation = await gateway.chat(scope, request, signal);
      const whose = { tenantId: scope.tenantId, userId: scope.userId };
      return generation && { ...generation, events: counted(whose, generation.model, generation.events) };
    },
  };
}

function measured(end: Extract<GenerateEvent, { type: 'end' }>, price: AnsweringModel['price']): Partial<GenerationRow> {
  const fromCache = end.fromCache === true;
  return {
    outcome: end.stopReason === 'stopped' ? 'stopped' : 'ok',
    fromCache, promptTokens: end.promptTokens, reusedTokens: Math.min(end.reusedTokens, end.promptTokens), completionTokens: end.completionTokens,
    firstTokenMs: end.firstTokenMs === null ? null : Math.round(end.firstTokenMs),
    totalMs: Math.round(end.totalMs),
    cost: price && !fromCache ? (end.promptTokens * price.in + end.completionTokens * price.out) / MILLION : 0,
  };
}
