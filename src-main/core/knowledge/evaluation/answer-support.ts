import type { AnswerSupport, EvaluationQuestion } from '#shared/contract/evaluation.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { holdsQuote, isAt, placesOf } from './evaluation-places.ts';

/** An answer as far as it is measured. */
export interface MeasuredAnswer {
  /** False where it only says that there is no answer. */
  answered: boolean;
  /** Sentences that state a fact, and those of them that rest on what they cite. */
  facts: number;
  supported: number;
  /** What it cites, whole. */
  cited: readonly Passage[];
}

/** Answers a question as people get it: quoted, or written by a language model. Null where none is there to write. */
export type Answering = (how: 'quoted' | 'written', question: string, call: Call<Principal>) => Promise<MeasuredAnswer | null>;

export interface Answered {
  question: EvaluationQuestion;
  answer: MeasuredAnswer;
}

/** How well answers rest on what they cite. Questions without an answer are left out: of them only a refusal counts. */
export function supportOf(all: readonly Answered[]): AnswerSupport {
  const these = all.filter(({ question }) => placesOf(question).length > 0);
  const sum = (of: 'facts' | 'supported'): number => these.reduce((total, { answer }) => total + answer[of], 0);
  const quoted = these.filter(({ question }) => placesOf(question).some(({ quote }) => quote !== null));
  const cites = ({ question, answer }: Answered, test: typeof isAt | typeof holdsQuote): boolean =>
    answer.answered && answer.cited.some((passage) => placesOf(question).some((place) => test(passage, place)));
  return {
    n: these.length,
    answered: share(these.filter(({ answer }) => answer.answered).length, these.length),
    facts: sum('facts'),
    supported: share(sum('supported'), sum('facts')),
    rightPlace: share(these.filter((each) => cites(each, isAt)).length, these.length),
    rightQuote: share(quoted.filter((each) => cites(each, holdsQuote)).length, quoted.length),
  };
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
