import type { Passage } from '#shared/contract/passages.ts';
import { byScore } from './by-score.ts';
import { isCodeTerm, type Term, termsOf } from './question-terms.ts';
import { type Found, termWeights } from './term-weights.ts';

/**
 * How much each thing counts that tells a right passage from a wrong one. Fitted to questions over other documents than
 * those they were judged with: docs/decisions/0010-weights-of-the-ranking.md. They add up to 1.
 */
const WEIGHTS = { fused: 0.47, close: 0.25, cover: 0.155, opening: 0.0625, heading: 0.0625 };
/** What a passage loses of its score that has none of the codes asked about, in its text, its headings or the opening of its document. */
const WITHOUT_CODES = 0.7;
/** Words within which terms of the question count as standing together: about a sentence. */
const WINDOW = 20;

/**
 * Ranks fused passages anew by what the fused score does not see: the terms of the question that stand in the passage at
 * all, those that stand close together in it, in its headings, and where its document says what it is about (`openings`,
 * by document id). Terms count by their rarity among the passages given. Codes are what a question is about and have no other words: each
 * that is missing takes a share of the score. Scores are 0..1; best first, ties by place.
 */
export function rerank(terms: readonly Term[], passages: readonly Passage[], openings: ReadonlyMap<string, string>): Passage[] {
  const texts = passages.map((passage) => termsOf(passage.text));
  const documents = [...new Set(passages.map(({ document }) => document.id))];
  const inText = termWeights(terms, texts);
  const inHeading = termWeights(terms, passages.map(({ section }) => termsOf(section ?? '')));
  const inOpening = termWeights(terms, documents.map((id) => termsOf(openings.get(id) ?? '')));
  const places = new Map(documents.map((id, at) => [id, at]));
  const codes = terms.flatMap((term, number) => (isCodeTerm(term) ? [number] : []));
  const ranked = passages.map((passage, at) => {
    const place = places.get(passage.document.id) ?? -1;
    const held = new Set([...(inText.found[at] ?? []), ...(inHeading.found[at] ?? []), ...(inOpening.found[place] ?? [])].map(({ term }) => term));
    const missing = codes.length === 0 ? 0 : codes.filter((code) => !held.has(code)).length / codes.length;
    const signs =
      WEIGHTS.fused * passage.score +
      WEIGHTS.close * closest(inText.found[at] ?? [], inText.weights) +
      WEIGHTS.cover * inText.share(at) +
      WEIGHTS.opening * inOpening.share(place) +
      WEIGHTS.heading * inHeading.share(at);
    const score = signs * (1 - WITHOUT_CODES * missing);
    return { ...passage, score, scores: { ...passage.scores, rerank: score } };
  });
  return ranked.sort(byScore);
}

/** The greatest weight of different terms within any {@link WINDOW} words. */
export function closest(found: readonly Found[], weights: readonly number[], window = WINDOW): number {
  const inside = new Map<number, number>();
  let weight = 0;
  let best = 0;
  let first = 0;
  for (const { term, at } of found) {
    const count = inside.get(term) ?? 0;
    inside.set(term, count + 1);
    if (count === 0) weight += weights[term] ?? 0;
    for (let left = found[first]; left !== undefined && left.at <= at - window; left = found[++first]) {
      const rest = (inside.get(left.term) ?? 1) - 1;
      inside.set(left.term, rest);
      if (rest === 0) weight -= weights[left.term] ?? 0;
    }
    best = Math.max(best, weight);
  }
  return best;
}
