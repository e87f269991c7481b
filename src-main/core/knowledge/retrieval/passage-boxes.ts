import type { Box } from '#shared/contract/passages.ts';

/** `[start, end, x, y, width, height]` of a line of text, as `document_parts.lines` keeps it. */
export type StoredLine = readonly [number, number, number, number, number, number];

/** One box for each line that a stretch of text touches; a line touched in part gives the part, by its share of characters. */
export function boxesOf(lines: readonly StoredLine[], start: number, end: number): Box[] {
  return lines.flatMap(([from, to, x, y, width, height]) => {
    const first = Math.max(start, from);
    const last = Math.min(end, to);
    if (first >= last) return [];
    const share = width / (to - from);
    return [[x + (first - from) * share, y, (last - first) * share, height] satisfies Box];
  });
}
