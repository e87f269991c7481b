import type { EvaluationQuestion, EvaluationReport, Quality } from '#shared/contract/evaluation.ts';
import type { Passage } from '#shared/contract/passages.ts';
import { type MeasuredAnswer, supportOf } from './answer-support.ts';
import { isAt, type Place, placesOf } from './evaluation-places.ts';

/** Places looked at for the rank of the right one. */
export const LISTED = 10;
const SHOWN = 5;

/** What one search made of one question. Of an unanswerable one only `relevant` counts. */
export interface Asked {
  question: EvaluationQuestion;
  keyword: readonly Passage[];
  /** Null, as `hybrid`, where vectors could not help. */
  vector: readonly Passage[] | null;
  hybrid: readonly Passage[] | null;
  /** Null where no reranker put it into another order. */
  ranked: readonly Passage[] | null;
  reranked: readonly Passage[];
  relevant: boolean;
  /** Null where nothing answers, or not in this way. */
  quoted: MeasuredAnswer | null;
  written: MeasuredAnswer | null;
}

/** How well the right places were found, over the answerable questions among these. */
export function qualityOf(questions: readonly { question: EvaluationQuestion; results: readonly Passage[] }[]): Quality {
  const asked = questions.map(({ question, results }) => ({ places: placesOf(question), results })).filter(({ places }) => places.length > 0);
  const ranks = asked.map(({ places, results }) => rankOf(results, places));
  const paged = asked.filter(({ places }) => places.some(({ page }) => page !== null));
  const exact = paged.filter(({ places, results }) => results.slice(0, SHOWN).some((passage) => places.some((place) => place.page !== null && isAt(passage, place, 0))));
  return {
    n: asked.length,
    hit1: share(ranks, (rank) => rank === 1),
    hit5: share(ranks, (rank) => rank <= SHOWN),
    mrr: ranks.reduce((sum, rank) => sum + 1 / rank, 0) / Math.max(1, ranks.length),
    page5: paged.length === 0 ? null : exact.length / paged.length,
  };
}

/** From 1; infinite where none of the first {@link LISTED} is right. */
function rankOf(results: readonly Passage[], places: readonly Place[]): number {
  const at = results.slice(0, LISTED).findIndex((passage) => places.some((place) => isAt(passage, place)));
  return at < 0 ? Infinity : at + 1;
}

const share = <T>(items: readonly T[], test: (item: T) => boolean): number => items.filter(test).length / Math.max(1, items.length);

/** All figures of a run. A stage that vectors could not help with for one question counts as keywords there. */
export function reportOf(asked: readonly Asked[]): EvaluationReport {
  const of = (stage: 'keyword' | 'reranked', among: readonly Asked[] = asked): Quality => qualityOf(among.map((each) => ({ question: each.question, results: each[stage] })));
  const whereRun = (stage: 'vector' | 'hybrid' | 'ranked', without: (each: Asked) => readonly Passage[]): Quality | null =>
    asked.some((each) => each[stage] !== null) ? qualityOf(asked.map((each) => ({ question: each.question, results: each[stage] ?? without(each) }))) : null;
  const answerable = asked.filter(({ question }) => placesOf(question).length > 0);
  // Who corrected an answer knows that there is one, and does not say where.
  const unanswerable = asked.filter(({ question }) => placesOf(question).length === 0 && !question.corrected);
  const refused = (these: readonly Asked[]): number | null => (these.length === 0 ? null : share(these, ({ relevant }) => !relevant));
  return {
    ...of('reranked'),
    byKind: Object.fromEntries([...Map.groupBy(answerable, ({ question }) => question.kind)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, these]) => [kind, of('reranked', these)])),
    stages: { keyword: of('keyword'), vector: whereRun('vector', () => []), hybrid: whereRun('hybrid', ({ keyword }) => keyword), ranked: whereRun('ranked', ({ reranked }) => reranked), reranked: of('reranked') },
    refusedUnanswerable: refused(unanswerable),
    refusedAnswerable: refused(answerable),
    answers: answersOf(asked),
    misses: answerable.filter(({ question, reranked }) => rankOf(reranked, placesOf(question)) > SHOWN).map(missOf),
  };
}

function answersOf(asked: readonly Asked[]): EvaluationReport['answers'] {
  const of = (how: 'quoted' | 'written') => asked.flatMap(({ question, [how]: answer }) => (answer === null ? [] : [{ question, answer }]));
  const [quoted, written] = [of('quoted'), of('written')];
  return quoted.length === 0 ? null : { quoted: supportOf(quoted), written: written.length === 0 ? null : supportOf(written) };
}

function missOf({ question, reranked }: Asked): EvaluationReport['misses'][number] {
  const name = (file: string, page: number | null): string => (page === null ? file : `${file}, ${page}`);
  return {
    id: question.id,
    question: question.question,
    wanted: placesOf(question).map(({ file, page }) => name(file, page)).join(' / '),
    got: reranked.slice(0, SHOWN).map(({ document, page }) => name(document.filename, page)),
  };
}
