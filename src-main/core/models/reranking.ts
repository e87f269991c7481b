import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { CrossEncoder } from '#core/ports/cross-encoder.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { TextModels } from '#core/ports/text-models.ts';
import type { Reranker, Reranking } from '#core/ports/reranker.ts';
import { chooseReranker } from './choose-model.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import type { ModelRow } from './model-rows.ts';
import type { ModelRegistry } from './registry.ts';
import type { RoleSettings } from './role-settings.ts';
import { createTenantTurns } from './tenant-turns.ts';

/** Passages judged of one search, best first. */
const JUDGED = 30;
/** What a search may wait for a better order, waiting for other searches and for the model to load included. */
const BUDGET_MS = 2_500;

export interface RerankerDeps {
  registry: Pick<ModelRegistry, 'list'>;
  roles: Pick<RoleSettings, 'read'>;
  crossEncoder: CrossEncoder;
  textModels: Pick<TextModels, 'rank'>;
  clock: Clock;
  logger: Logger;
  /** In milliseconds; 2,500 unless given. */
  budgetMs?: number;
}

/** The one door to cross-encoders: one search at a time, tenants in turn, and never longer than the budget. */
export function createReranker({ registry, roles, crossEncoder, textModels, clock, logger, budgetMs = BUDGET_MS }: RerankerDeps): Reranker {
  const turns = createTenantTurns();
  const breaker = createCircuitBreaker(clock);
  /** Why a model did not rank when it was last asked to, by its id. */
  const failures = new Map<string, string>();

  async function choose(tenantId: string): Promise<{ model: ModelRow; reason: null } | { model: null; reason: string | null }> {
    const choice = chooseReranker(await registry.list(), await roles.read(tenantId));
    if (choice.model === null || breaker.allows(choice.model.id)) return choice;
    return { model: null, reason: `${failures.get(choice.model.id) ?? `The reranker ${choice.model.name} failed.`} It rests for a minute.` };
  }

  async function judge(tenantId: string, { id, format, path, sha256 }: ModelRow, question: string, passages: readonly string[], signal: AbortSignal): Promise<readonly number[]> {
    const leave = await turns.enter(tenantId, signal);
    breaker.began(id);
    try {
      const judged = passages.slice(0, JUDGED);
      if (format === 'gguf') return Array.from(await textModels.rank({ modelPath: path, sha256: sha256 ?? '' }, question, judged, signal));
      const logits = await crossEncoder.score({ weightsPath: path, sha256: sha256 ?? '' }, question, judged, signal);
      return Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit)));
    } finally {
      leave();
    }
  }

  function failed(model: ModelRow, error: unknown, tooLate: boolean): Reranking {
    const known = error instanceof MillwrightError && error.code !== 'CANCELLED' && error.code !== 'INTERNAL' ? error.message : 'It failed.';
    const reason = tooLate ? `The reranker ${model.name} took longer than ${budgetMs / 1_000} seconds.` : `The reranker ${model.name} did not order the results. ${known}`;
    logger.warn('results were not reranked', { model: model.name, reason, error: String(error) });
    failures.set(model.id, reason);
    breaker.failed(model.id);
    return { model: null, reason, scores: null };
  }

  return {
    async rank(tenantId, question, passages, signal) {
      const { model, reason } = await choose(tenantId);
      if (model === null) return { model, reason, scores: null };
      const budget = AbortSignal.timeout(budgetMs);
      try {
        const scores = await judge(tenantId, model, question, passages, AbortSignal.any([signal, budget]));
        breaker.succeeded(model.id);
        failures.delete(model.id);
        return { model: model.name, reason: null, scores };
      } catch (error) {
        if (signal.aborted) {
          breaker.cancelled(model.id);
          throw new MillwrightError('CANCELLED');
        }
        return failed(model, error, budget.aborted);
      }
    },
    async mode(tenantId) {
      const { model, reason } = await choose(tenantId);
      if (model === null) return { model, reason };
      const failure = failures.get(model.id);
      return failure === undefined ? { model: model.name, reason: null } : { model: null, reason: failure };
    },
  };
}
