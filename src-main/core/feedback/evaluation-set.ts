import type { EvaluationQuestion } from '#shared/contract/evaluation.ts';
import type { Feedback } from '#shared/contract/feedback.ts';

/** The longest that a question of an evaluation may be, and a quote in it. */
const LONGEST_QUESTION = 2_000;
const LONGEST_QUOTE = 4_000;

/**
 * Feedback as questions of an evaluation: what good answers cite is where the answer is, and what people put right is what it should have been.
 * Neither, and it says nothing that could be measured.
 */
export function evaluationSet<Given extends Feedback>(given: readonly Given[]): { question: EvaluationQuestion; from: Given }[] {
  return given.flatMap((from) => {
    const { id, verdict, question, correction: corrected, label } = from;
    const sources = verdict === 'good' ? from.sources : [];
    const [first, ...others] = sources.map(({ quote, ...place }) => ({ ...place, quote: quote.slice(0, LONGEST_QUOTE) }));
    if ((first === undefined && corrected === null) || question.trim() === '' || question.length > LONGEST_QUESTION) return [];
    return [{ from, question: { id, question, ...first, kind: 'feedback', ...(others.length > 0 ? { also: others } : {}), ...(corrected === null ? {} : { corrected }), ...(label === null ? {} : { label }) } }];
  });
}
