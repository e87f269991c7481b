import type { Passage } from '#shared/contract/passages.ts';

/**
 * Puts passages into the order of a reranker, whose scores (0..1) are those of the first ones. Those it did not see come after it
 * in the order they had, on the same scale. Best first, ties by id.
 */
export function judgedOrder(passages: readonly Passage[], scores: readonly number[]): Passage[] {
  const judged = scores.flatMap((score, at): Passage[] => {
    const passage = passages[at];
    return passage === undefined ? [] : [{ ...passage, score, scores: { ...passage.scores, rerank: score } }];
  });
  judged.sort((a, b) => b.score - a.score || (a.chunkId < b.chunkId ? -1 : 1));
  const lowest = judged.at(-1)?.score ?? 1;
  const rest = passages.slice(judged.length).map((passage) => ({ ...passage, score: lowest * passage.score, scores: { ...passage.scores, rerank: null } }));
  return [...judged, ...rest];
}
