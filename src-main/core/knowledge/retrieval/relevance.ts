import type { Passage } from '#shared/contract/passages.ts';
import type { VectorSpace } from '#core/knowledge/indexing/serving-vectors.ts';
import { type Term, termsOf } from './question-terms.ts';
import { closest } from './rerank.ts';
import { termWeights } from './term-weights.ts';

/** Results that are looked at: an answer is expected among the first. */
const LOOKED_AT = 5;
/** About two sentences. */
const WINDOW = 30;
/**
 * Below this nothing found looks like an answer. Set where one in fifty of the answerable questions over documents that
 * nothing else was fitted to falls below it: docs/decisions/0011-saying-that-nothing-was-found.md.
 */
const LEAST = 0.7;

/** The model that {@link LEAST} was set with, and the mean cosine of two passages under it: 0.2 over 280 of real plant documents, 0.4 over the 127 of the sample plant. */
const SET_WITH = { identity: 'millwright-embed-small', background: 0.3 };

/**
 * Puts cosines of the model that serves on the scale of the one the threshold was set with: what two passages that have nothing to do with each
 * other come to is the same there, and so is 1. Unchanged for that model, and where the background was not measured.
 */
export function nearnessUnder(space: Pick<VectorSpace, 'identity' | 'background'> | null): (cosine: number) => number {
  const background = space?.background;
  if (background === undefined || background >= 1 || space?.identity === SET_WITH.identity) return (cosine) => cosine;
  return (cosine) => SET_WITH.background + ((cosine - background) * (1 - SET_WITH.background)) / (1 - background);
}

/**
 * Whether one of the best passages speaks of enough of what was asked: the weight of the question's terms it holds, and holds
 * close together, with how near it is in meaning. A term that no candidate holds counts as the rarest of all: it is what
 * tells a question the documents do not answer. Needs all candidates to tell what is rare.
 */
export function looksLikeAnswer(terms: readonly Term[], best: readonly Passage[], candidates: readonly Passage[], openings: ReadonlyMap<string, string>, nearness: (cosine: number) => number = (cosine) => cosine): boolean {
  if (best.length === 0) return false;
  const held = termsHeldBy(terms, openings);
  const counts = terms.map(() => 0);
  for (const passage of candidates) for (const term of held(passage)) counts[term] = (counts[term] ?? 0) + 1;
  const rarity = counts.map((count) => Math.log(1 + (candidates.length - count + 0.5) / (count + 0.5)));
  const total = rarity.reduce((sum, each) => sum + each, 0);
  if (total === 0) return true;
  const weights = rarity.map((each) => each / total);
  const looked = best.slice(0, LOOKED_AT);
  const { found } = termWeights(terms, looked.map(({ text }) => termsOf(text)));
  const cover = Math.max(...looked.map((passage) => [...held(passage)].reduce((sum, term) => sum + (weights[term] ?? 0), 0)));
  const close = Math.max(...found.map((places) => closest(places, weights, WINDOW)));
  const near = Math.max(0, ...looked.map(({ scores }) => (scores.vector === null ? 0 : nearness(scores.vector))));
  return cover + close + near >= LEAST;
}

/** The terms, by their number, that a passage holds in its text, its headings, or the beginning of its document. */
function termsHeldBy(terms: readonly Term[], openings: ReadonlyMap<string, string>): (passage: Passage) => Set<number> {
  const numbers = new Map(terms.flatMap((forms, term) => forms.map((form) => [form, term] as const)));
  const numbersIn = (text: string): number[] => termsOf(text).flatMap((word) => numbers.get(word) ?? []);
  const opened = new Map([...openings].map(([id, opening]) => [id, numbersIn(opening)]));
  return ({ text, section, document }) => new Set([...numbersIn(text), ...numbersIn(section ?? ''), ...(opened.get(document.id) ?? [])]);
}
