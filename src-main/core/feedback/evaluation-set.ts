import type { EvaluationQuestion } from '#shared/contract/evaluation.ts';
import type { Feedback } from '#shared/contract/feedback.ts';

/** The longest that a question of an evaluation may be, and a quote in it. */
const LONGEST_QUESTION = 2_000;
const LONGEST_QUOTE = 4_000;

/** Good answers as questions of an evaluation: what they cite is where the answer is. Those that cite nothing say nothing about search. */
export function evaluationSet(given: readonly Feedback[]): EvaluationQuestion[] {
  return given.flatMap(({ id, verdict, question, sources }) => {
    const [first, ...others] = sources.map(({ quote, ...place }) => ({ ...place, quote: quote.slice(0, LONGEST_QUOTE) }));
    if (verdict !== 'good' || first === undefined || question.length > LONGEST_QUESTION) return [];
    return [{ id, question, ...first, kind: 'feedback', ...(others.length > 0 ? { also: others } : {}) }];
  });
}
