import type { ChunkRange } from './chunk-rows.ts';

/** The same positions in the fewest ranges, in order. */
export function mergeRanges(ranges: readonly ChunkRange[]): ChunkRange[] {
  const merged: ChunkRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const last = merged.at(-1);
    if (last !== undefined && range.first <= last.last + 1) last.last = Math.max(last.last, range.last);
    else merged.push({ ...range });
  }
  return merged;
}
