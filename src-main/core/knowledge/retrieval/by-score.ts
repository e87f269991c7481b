import type { Passage } from '#shared/contract/passages.ts';

/**
 * Best first; equal ones in the order of their places, so that the same documents read once more give the same order. Ids
 * are drawn by chance and decide last.
 */
export function byScore(a: Passage, b: Passage): number {
  return b.score - a.score || compare(a.document.filename, b.document.filename) || a.span.part - b.span.part || a.span.start - b.span.start || compare(a.chunkId, b.chunkId);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
