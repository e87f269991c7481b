import { evaluation, type EvaluationQuestion, type EvaluationReport } from '#shared/contract/evaluation.ts';
import { bindHandlers, type BoundOperation, type Principal } from '#core/pipeline/index.ts';
import type { Retrieval } from '#core/knowledge/retrieval/retrieval.ts';
import { type Asked, LISTED, reportOf } from './evaluation-scoring.ts';

export function evaluationHandlers(retrieval: Retrieval): BoundOperation[] {
  return bindHandlers(evaluation, {
    run: ({ questions }, { principal, signal }) => evaluate(retrieval, principal, questions, signal),
  });
}

type Event = { type: 'progress'; done: number; total: number } | { type: 'report'; report: EvaluationReport };

/** Asks the questions one after the other, as their asker would, over what that person may read. */
export async function* evaluate(retrieval: Retrieval, principal: Principal, questions: readonly EvaluationQuestion[], signal: AbortSignal): AsyncGenerator<Event> {
  const asked: Asked[] = [];
  for (const question of questions) {
    signal.throwIfAborted();
    asked.push(await ask(retrieval, principal, question, signal));
    yield { type: 'progress', done: asked.length, total: questions.length };
  }
  yield { type: 'report', report: reportOf(asked) };
}

async function ask(retrieval: Retrieval, principal: Principal, question: EvaluationQuestion, signal: AbortSignal): Promise<Asked> {
  const options = { top: LISTED, signal };
  const stages = await retrieval.stages(principal, question.question, options);
  const { results, relevant, reranking } = await retrieval.search(principal, question.question, options);
  return { question, ...stages, ranked: reranking.model === null ? null : stages.ranked, reranked: results, relevant };
}
