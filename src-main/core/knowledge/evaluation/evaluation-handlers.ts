import { evaluation, type EvaluationQuestion, type EvaluationReport } from '#shared/contract/evaluation.ts';
import { bindHandlers, type BoundOperation, type Call, type Principal } from '#core/pipeline/index.ts';
import type { Retrieval } from '#core/knowledge/retrieval/retrieval.ts';
import type { Answering } from './answer-support.ts';
import { type Asked, LISTED, reportOf } from './evaluation-scoring.ts';

export function evaluationHandlers(retrieval: Retrieval, answering: Answering | null): BoundOperation[] {
  return bindHandlers(evaluation, {
    run: ({ questions, written }, call) => evaluate({ retrieval, answering, written }, questions, call),
  });
}

interface Measured {
  retrieval: Retrieval;
  answering: Answering | null;
  /** Whether answers are written, too. */
  written: boolean;
}

type Event = { type: 'progress'; done: number; total: number } | { type: 'report'; report: EvaluationReport };

/** Asks the questions one after the other, as their asker would, over what that person may read. */
async function* evaluate(measured: Measured, questions: readonly EvaluationQuestion[], call: Call<Principal>): AsyncGenerator<Event> {
  const asked: Asked[] = [];
  for (const question of questions) {
    call.signal.throwIfAborted();
    asked.push(await ask(measured, question, call));
    yield { type: 'progress', done: asked.length, total: questions.length };
  }
  yield { type: 'report', report: reportOf(asked) };
}

async function ask({ retrieval, answering, written }: Measured, question: EvaluationQuestion, call: Call<Principal>): Promise<Asked> {
  const { principal, signal } = call;
  const options = { top: LISTED, signal };
  const stages = await retrieval.stages(principal, question.question, options);
  const { results, relevant, reranking } = await retrieval.search(principal, question.question, options);
  return {
    ...{ question, ...stages, ranked: reranking.model === null ? null : stages.ranked, reranked: results, relevant },
    quoted: (await answering?.('quoted', question.question, call)) ?? null,
    written: written ? ((await answering?.('written', question.question, call)) ?? null) : null,
  };
}
