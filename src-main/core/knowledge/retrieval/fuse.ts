import type { IndexHit } from '#core/ports/vector-index.ts';

/** Shares of keyword and meaning in the score: the rule of `models/millwright-embed-small/README.md`, measured there. */
const TEXT_SHARE = 0.7;
const VECTOR_SHARE = 0.3;

/** Cosine of two vectors of unit length. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += (a[n] ?? 0) * (b[n] ?? 0);
  return sum;
}

/**
 * Joins keyword and vector hits: 0.7 · BM25 / best BM25 + 0.3 · cosine stretched to 0..1 over all candidates. `cosines`
 * must hold every candidate that has a vector, also those only the text search found. Best first, ties by id.
 */
export function fuse(text: readonly IndexHit[], cosines: ReadonlyMap<string, number>): IndexHit[] {
  const best = Math.max(0, ...text.map((hit) => hit.score));
  const keyword = new Map(text.map((hit) => [hit.chunkId, best === 0 ? 0 : hit.score / best]));
  const values = [...cosines.values()];
  const lowest = Math.min(...values);
  const range = Math.max(...values) - lowest;
  const stretched = (id: string): number => {
    const value = cosines.get(id);
    return value === undefined || range === 0 ? 0 : (value - lowest) / range;
  };
  const ids = new Set([...keyword.keys(), ...cosines.keys()]);
  const hits = [...ids].map((chunkId) => ({ chunkId, score: TEXT_SHARE * (keyword.get(chunkId) ?? 0) + VECTOR_SHARE * stretched(chunkId) }));
  return hits.sort((a, b) => b.score - a.score || (a.chunkId < b.chunkId ? -1 : 1));
}

/** Keyword hits alone, on the same 0..1 scale. */
export function keywordOnly(text: readonly IndexHit[]): IndexHit[] {
  const best = Math.max(0, ...text.map((hit) => hit.score));
  return text.map((hit) => ({ chunkId: hit.chunkId, score: best === 0 ? 0 : hit.score / best }));
}
