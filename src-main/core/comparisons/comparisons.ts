import { answerByModel, type AnswerServices } from '#core/conversations/index.ts';
import { type AuditFacts, type BoundOperation, createChanges } from '#core/pipeline/index.ts';
import type { Logger } from '#core/ports/logger.ts';
import { comparisonHandlers, type ComparisonHandlerDeps } from './comparison-handlers.ts';
import { type AnswerEnd, createRunner, type Runner, type RunnerDeps } from './runner.ts';
import { evaluationSetHandlers } from './set-handlers.ts';

export interface ComparisonsDeps extends Omit<ComparisonHandlerDeps, 'runner' | 'changes'> {
  logger: Logger;
  answering: AnswerServices;
  personNow: RunnerDeps['personNow'];
  /** Puts an answer into the record as it ends, with what it was made from. */
  recordAnswer(end: AnswerEnd & { facts: AuditFacts; correlationId: string }): Promise<void>;
}

/** Evaluation sets, and models compared on them in the background. */
export function createComparisons(deps: ComparisonsDeps): { operations: BoundOperation[]; runner: Runner } {
  const changes = createChanges();
  /** Of the answer that each comparison is at. */
  const noted = new Map<string, { facts: AuditFacts; correlationId: string }>();

  const runner = createRunner({
    ...deps, changes,
    isThere: async (tenantId, modelId) => (await deps.chatModels.find(tenantId, modelId)) !== null,
    async ask({ principal, comparisonId, modelId, question, signal }) {
      const facts: AuditFacts = {};
      const correlationId = deps.crypto.uuid();
      noted.set(comparisonId, { facts, correlationId });
      return answerByModel(deps.answering, { modelId, question }, {
        principal, signal, correlationId, caller: 'comparison',
        note: ({ metadata, ...more }) => void Object.assign(facts, more, metadata === undefined ? {} : { metadata: { ...facts.metadata, ...metadata } }),
      });
    },
    async record(end) {
      const known = noted.get(end.comparisonId) ?? { facts: {}, correlationId: deps.crypto.uuid() };
      noted.delete(end.comparisonId);
      await deps.recordAnswer({ ...end, ...known });
    },
  });
  return { runner, operations: [...evaluationSetHandlers(deps), ...comparisonHandlers({ ...deps, runner, changes })] };
}
