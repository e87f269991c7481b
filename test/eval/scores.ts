import type { Passage } from '#shared/contract/passages.ts';
import { holdsQuote, isAt, placesOf, type Question } from './questions.ts';

export interface Scored {
  question: Question;
  mode: string;
  /** Place of the first right passage, from 1; null if none of those returned is right. */
  rank: number | null;
  quoteRank: number | null;
  /** All places a question over several documents needs are among the first five. */
  allInFive: boolean;
  first: string | null;
}

export interface Scores {
  questions: number;
  hit1: number;
  hit5: number;
  mrr: number;
  quote5: number;
}

export function score(question: Question, mode: string, results: readonly Passage[]): Scored {
  const places = placesOf(question);
  const rankOf = (test: (passage: Passage) => boolean): number | null => {
    const at = results.findIndex(test);
    return at < 0 ? null : at + 1;
  };
  const [first] = results;
  return {
    ...{ question, mode },
    rank: rankOf((passage) => places.some((place) => isAt(passage, place))),
    quoteRank: rankOf((passage) => places.some((place) => holdsQuote(passage, place))),
    allInFive: places.every((place) => results.slice(0, 5).some((passage) => isAt(passage, place))),
    first: first === undefined ? null : `${first.document.filename}${first.page === null ? '' : ` p. ${first.page}`}`,
  };
}

export function summarise(scored: readonly Scored[]): Scores {
  const share = (test: (each: Scored) => boolean): number => scored.filter(test).length / scored.length;
  return {
    questions: scored.length,
    hit1: share(({ rank }) => rank === 1),
    hit5: share(({ rank }) => rank !== null && rank <= 5),
    mrr: scored.reduce((sum, { rank }) => sum + (rank === null ? 0 : 1 / rank), 0) / scored.length,
    quote5: share(({ quoteRank }) => quoteRank !== null && quoteRank <= 5),
  };
}

/** One row of a printed table. */
export function line(mode: string, name: string, scored: readonly Scored[]): string {
  const { questions, hit1, hit5, mrr, quote5 } = summarise(scored);
  const cells = [hit1, hit5, mrr, quote5].map((value) => value.toFixed(3)).join('   ');
  return `${mode.padEnd(8)} ${name.padEnd(10)} ${String(questions).padStart(3)}   ${cells}`;
}

/** By the number at the end of its id: halves that are fixed whatever is measured. */
export const isOdd = ({ id }: Question): boolean => Number(/\d+$/.exec(id)?.[0] ?? 0) % 2 === 1;

export const percentile = (sorted: readonly number[], share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
