import type { Passage } from '#shared/contract/passages.ts';
import { questionTerms, termsOf } from './question-terms.ts';

/** Shares added to the fused score of 0..1. Measured with `npm run eval`: docs/decisions/0007-ranking-of-passages.md. */
const CLOSE_SHARE = 0.15;
const OPENING_SHARE = 0.1;
/** Words within which terms of the question count as standing together: about a sentence. */
const WINDOW = 20;

/**
 * Ranks fused passages anew by two things that the fused score does not see: terms of the question that stand close
 * together in the passage, and terms that stand where its document says what it is about (`openings`, by document id).
 * Terms count by their rarity among the passages given. Scores stay within 0..1; best first, ties by id.
 */
export function rerank(question: string, passages: readonly Passage[], openings: ReadonlyMap<string, string>): Passage[] {
  const terms = questionTerms(question);
  const texts = passages.map((passage) => termsOf(passage.text));
  const inPassages = rarity(terms, texts.map((text) => new Set(text)));
  const opened = new Map(passages.map(({ document }) => [document.id, new Set(termsOf(openings.get(document.id) ?? ''))]));
  const inOpenings = rarity(terms, [...opened.values()]);
  const ranked = passages.map((passage, at) => {
    const close = closest(texts[at] ?? [], inPassages);
    const about = sum([...(opened.get(passage.document.id) ?? [])].map((term) => inOpenings.get(term) ?? 0));
    return { ...passage, score: (passage.score + CLOSE_SHARE * close + OPENING_SHARE * about) / (1 + CLOSE_SHARE + OPENING_SHARE) };
  });
  return ranked.sort((a, b) => b.score - a.score || (a.chunkId < b.chunkId ? -1 : 1));
}

/** Inverse document frequency (Robertson and Spärck Jones, as in BM25) of the terms that occur, adding up to 1. */
function rarity(terms: readonly string[], texts: readonly ReadonlySet<string>[]): Map<string, number> {
  const weights = terms.flatMap((term) => {
    const found = texts.filter((text) => text.has(term)).length;
    return found === 0 ? [] : [[term, Math.log(1 + (texts.length - found + 0.5) / (found + 0.5))] as const];
  });
  const total = sum(weights.map(([, weight]) => weight));
  return new Map(weights.map(([term, weight]) => [term, weight / total]));
}

/** The greatest weight of different terms within any {@link WINDOW} words. */
function closest(text: readonly string[], weights: ReadonlyMap<string, number>): number {
  const inside = new Map<string, number>();
  let weight = 0;
  let best = 0;
  text.forEach((term, at) => {
    const left = text[at - WINDOW];
    if (left !== undefined) weight -= move(left, -1);
    weight += move(term, 1);
    best = Math.max(best, weight);
  });
  return best;

  /** What entering (1) or leaving (-1) changes: only the first and the last of the same term do. */
  function move(term: string, step: 1 | -1): number {
    const own = weights.get(term);
    if (own === undefined) return 0;
    const count = (inside.get(term) ?? 0) + step;
    inside.set(term, count);
    return count === (step === 1 ? 1 : 0) ? own : 0;
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
