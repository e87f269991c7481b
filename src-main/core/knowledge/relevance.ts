import type { Passage } from '#shared/contract/passages.ts';
import { closest } from './rerank.ts';
import { type Term, termsOf } from './question-terms.ts';

/** Results that are looked at: an answer is expected among the first. */
const LOOKED_AT = 5;
/** About two sentences. */
const WINDOW = 30;
/**
 * Below this nothing found looks like an answer. Set where one in fifty of the answerable questions over documents that
 * nothing else was fitted to falls below it: docs/decisions/0010-saying-that-nothing-was-found.md.
 */
const LEAST = 0.35;

/**
 * Whether one of the best passages speaks of enough of what was asked: the weight of the question's terms it holds, and holds
 * close together, with how near it is in meaning. A term that no candidate holds counts as the rarest of all: it is what
 * tells a question the documents do not answer. Needs all candidates to tell what is rare.
 */
export function looksLikeAnswer(terms: readonly Term[], best: readonly Passage[], candidates: readonly Passage[], openings: ReadonlyMap<string, string>): boolean {
  const [first] = best;
  if (first === undefined) return false;
  const numbers = new Map(terms.flatMap((forms, term) => forms.map((form) => [form, term] as const)));
  const counts = terms.map(() => 0);
  for (const passage of candidates) for (const term of termsHeld(passage, openings, numbers)) counts[term] = (counts[term] ?? 0) + 1;
  const rarity = counts.map((count) => Math.log(1 + (candidates.length - count + 0.5) / (count + 0.5)));
  const total = rarity.reduce((sum, each) => sum + each, 0);
  if (total === 0) return true;
  const weights = rarity.map((each) => each / total);
  const looked = best.slice(0, LOOKED_AT);
  const cover = Math.max(...looked.map((passage) => [...termsHeld(passage, openings, numbers)].reduce((sum, term) => sum + (weights[term] ?? 0), 0)));
  const close = Math.max(...looked.map((passage) => closest(placesIn(passage, numbers), weights, WINDOW)));
  const near = Math.max(0, ...looked.map(({ scores }) => scores.vector ?? 0));
  return (cover + close + near) / 2 >= LEAST;
}

function termsHeld(passage: Passage, openings: ReadonlyMap<string, string>, numbers: ReadonlyMap<string, number>): Set<number> {
  const words = termsOf(`${passage.text}\n${passage.section ?? ''}\n${openings.get(passage.document.id) ?? ''}`);
  return new Set(words.flatMap((word) => numbers.get(word) ?? []));
}

const placesIn = (passage: Passage, numbers: ReadonlyMap<string, number>): { term: number; at: number }[] =>
  termsOf(passage.text).flatMap((word, at) => {
    const term = numbers.get(word);
    return term === undefined ? [] : [{ term, at }];
  });
