import type { Rect } from './geometry.ts';
import { createColumnSearch, firstHeight, rightEdge } from './column-search.ts';
import { rowsAcross } from './column-tables.ts';
import type { Stack } from './stacks.ts';

/** A stack on its own, or cells side by side (each a pile of stacks, from the top). */
export type Group = { kind: 'stack'; stack: Stack } | { kind: 'row'; cells: Stack[][] };

/** Beyond this a page is a drawing with scattered labels; the writer's order is as good as any. */
const TOO_MANY = 1500;
const MAX_DEPTH = 40;
/** A cell with more lines than this is a column of prose. */
const CELL_LINES = 10;
/** Share of the width from which on a band without a gap leaves no room for columns. */
const ACROSS = 0.6;

/**
 * Puts stacks into reading order by cutting the page again and again: at columns, where the writer put out the left
 * one wholly before the right one; else at horizontal white space; else at vertical white space, which makes rows.
 */
export function readingOrder(stacks: Stack[]): Group[] {
  const groups: Group[] = [];
  cut(stacks, groups, 0);
  return groups;
}

function cut(stacks: Stack[], out: Group[], depth: number): void {
  const [only] = stacks;
  if (only === undefined) return;
  if (stacks.length === 1 || stacks.length > TOO_MANY || depth > MAX_DEPTH) return emit(stacks, out);
  const cells = clusters(stacks, 'x');
  const rows = rowsAcross(cells);
  if (rows !== null) return cut(rows, out, depth + 1);
  const columns = columnsAsWritten(stacks);
  if (columns !== null) {
    for (const column of columns) cut(column, out, depth + 1);
    return;
  }
  const bands = joinColumns(clusters(stacks, 'y'));
  if (bands.length > 1) {
    for (const band of bands) cut(band, out, depth + 1);
    return;
  }
  if (cells.length === 1) return emit(stacks, out);
  if (cells.every((cell) => lineCount(cell) <= CELL_LINES)) out.push({ kind: 'row', cells: cells.map(byTop) });
  else for (const cell of cells) cut(cell, out, depth + 1);
}

function emit(stacks: Stack[], out: Group[]): void {
  for (const stack of stacks.toSorted((a, b) => a.order - b.order)) out.push({ kind: 'stack', stack });
}

function byTop(stacks: Stack[]): Stack[] {
  return stacks.toSorted((a, b) => a.y0 - b.y0);
}

function lineCount(stacks: Stack[]): number {
  return stacks.reduce((sum, stack) => sum + stack.lines.length, 0);
}

/** Stacks whose extents along an axis touch, in the order of that axis. */
function clusters(stacks: Stack[], axis: 'x' | 'y'): Stack[][] {
  const spans = stacks.map((stack) => ({ stack, from: start(stack, axis), to: stop(stack, axis) })).sort((a, b) => a.from - b.from);
  const found: Stack[][] = [];
  let last: Stack[] = [];
  let end = -Infinity;
  for (const { stack, from, to } of spans) {
    if (from >= end) found.push((last = []));
    last.push(stack);
    if (to > end) end = to;
  }
  return found;
}

/** Boxes of letters reach above and below what is seen, so lines set tight overlap; a fifth of a line is given way. */
function start(stack: Stack, axis: 'x' | 'y'): number {
  return axis === 'x' ? stack.x0 : stack.y0 + 0.25 * firstHeight(stack);
}

function stop(stack: Stack, axis: 'x' | 'y'): number {
  return axis === 'x' ? rightEdge(stack) : stack.y1 - 0.25 * firstHeight(stack);
}

/** The two sides of the widest gutter, when the left was written wholly before the right and both have some lines. */
function columnsAsWritten(stacks: Stack[]): Stack[][] | null {
  const search = createColumnSearch();
  search.add(stacks);
  return search.isTwoColumns() ? search.sides() : null;
}

function extent(stacks: Stack[]): Rect {
  const all: Rect = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const stack of stacks) {
    all.x0 = Math.min(all.x0, stack.x0);
    all.y0 = Math.min(all.y0, stack.y0);
    all.x1 = Math.max(all.x1, stack.x1);
    all.y1 = Math.max(all.y1, stack.y1);
  }
  return all;
}

/** Joins neighbouring bands that together are columns, so that paragraphs level with each other are not read across. */
function joinColumns(bands: Stack[][]): Stack[][] {
  const cells = bands.map((band) => clusters(band, 'x'));
  if (!cells.some((band) => band.length > 1)) return bands;
  const { x0, x1 } = extent(bands.flat());
  const joined: Stack[][] = [];
  for (let from = 0; from < bands.length; ) {
    const to = Math.max(columnsFrom(bands, from, x1 - x0), proseColumnsFrom(cells, from));
    joined.push(bands.slice(from, to).flat());
    from = to;
  }
  return joined;
}

/**
 * End (exclusive) of the longest stretch of bands that {@link columnsAsWritten} takes for columns. A band across the
 * page ends the search, since no gutter is left from there on.
 */
function columnsFrom(bands: Stack[][], from: number, width: number): number {
  let end = from + 1;
  const search = createColumnSearch();
  search.add(bands[from] ?? []);
  for (let to = from + 1; to < bands.length; to += 1) {
    if (search.clusters === 1 && search.width > ACROSS * width) return end;
    search.add(bands[to] ?? []);
    if (search.isTwoColumns()) end = to + 1;
  }
  return end;
}

/** Some writers put out lines by height: then columns show as a run of bands with two long lines each. */
function proseColumnsFrom(cells: Stack[][][], from: number): number {
  let to = from;
  let gutter = { x0: -Infinity, x1: Infinity };
  while (to < cells.length) {
    const [left, right, more] = cells[to] ?? [];
    if (left === undefined || right === undefined || more !== undefined || !isLongLine(left) || !isLongLine(right)) break;
    const next = { x0: Math.max(gutter.x0, extent(left).x1), x1: Math.min(gutter.x1, extent(right).x0) };
    if (next.x1 - next.x0 < 4) break;
    gutter = next;
    to += 1;
  }
  if (to - from < 5) return from + 1;
  reorderByColumn(cells.slice(from, to));
  return to;
}

function isLongLine(stacks: Stack[]): boolean {
  const text = stacks.map((stack) => stack.lines.map((line) => line.text).join(' ')).join(' ');
  return text.length >= 24 && text.includes(' ');
}

/** Gives the stacks the order of a writer who goes down the columns, for the cut that follows. */
function reorderByColumn(bands: Stack[][][]): void {
  const stacks = [...bands.flatMap((band) => band[0] ?? []), ...bands.flatMap((band) => band[1] ?? [])];
  const orders = stacks.map((stack) => stack.order).toSorted((a, b) => a - b);
  stacks.forEach((stack, at) => (stack.order = orders[at] ?? stack.order));
}
