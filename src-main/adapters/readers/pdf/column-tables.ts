import { newStack, onOneLine } from './stacks.ts';
import type { Line, Stack } from './stacks.ts';

/** A column of codes or figures has lines shorter than this. */
const SHORT_LINE = 14;
const LEVEL_SHARE = 0.8;

/**
 * Some writers put out a table column by column. Its columns show as piles of short lines that are level with each
 * other; they come back as one stack a line, numbered row by row. Null for anything else.
 */
export function rowsAcross(columns: Stack[][]): Stack[] | null {
  if (columns.length < 2 || columns.length > 40 || !columns.some((column) => column.some((stack) => stack.lines.length > 1))) return null;
  const lines = columns.map((column) => column.flatMap((stack) => stack.lines));
  const fewest = lines.every((column) => column.length === lines[0]?.length) ? 2 : 3;
  if (lines.some((column) => column.length < fewest) || !lines.some(isShort) || !lines.every((column) => levelShare(column, lines) >= LEVEL_SHARE)) return null;
  const all = lines.flat().toSorted((a, b) => (onOneLine(a, b) ? a.x0 - b.x0 : a.y0 - b.y0));
  return all.map((line, order) => newStack([{ ...line, order }]));
}

function isShort(lines: Line[]): boolean {
  return lines.reduce((sum, line) => sum + line.text.length, 0) / lines.length < SHORT_LINE;
}

/** Share of a column's lines that have a neighbour on their line in another column. */
function levelShare(lines: Line[], columns: Line[][]): number {
  const others = columns.filter((column) => column !== lines).flat();
  return lines.filter((line) => others.some((other) => onOneLine(line, other))).length / lines.length;
}
