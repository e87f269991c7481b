import { isMarkerAlone } from '#shared/prose-hints.ts';
import type { Rect } from './geometry.ts';
import type { Run } from './run-collector.ts';

/** One line of letters; `pieces` are the runs it is made of, from left to right. */
export interface Line extends Rect {
  text: string;
  size: number;
  bold: boolean;
  mono: boolean;
  order: number;
}

/** Lines that follow each other in the page's content and stand under each other: a paragraph, a cell, a column. */
export interface Stack extends Rect {
  lines: Line[];
  order: number;
}

/** In line heights: more room than this between two lines ends a stack. */
const STACK_GAP = 0.9;
const MANY_STACKS = 800;

/** Groups runs of one turn, given in content order. */
export function buildStacks(runs: Run[]): Stack[] {
  const stacks: Stack[] = [];
  for (const line of joinRuns(runs)) {
    const current = stacks.at(-1);
    if (current !== undefined && belongsBelow(current, line)) addLine(current, line);
    else stacks.push(newStack([line]));
  }
  return stacks.length > MANY_STACKS ? stacks : splitCrossing(stacks);
}

/** A stack of these lines, as wide and high as they are. */
export function newStack(lines: Line[]): Stack {
  const stack: Stack = { lines: [], order: lines[0]?.order ?? 0, x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const line of lines) addLine(stack, line);
  return stack;
}

function addLine(stack: Stack, line: Line): void {
  stack.lines.push(line);
  stack.x0 = Math.min(stack.x0, line.x0);
  stack.y0 = Math.min(stack.y0, line.y0);
  stack.x1 = Math.max(stack.x1, line.x1);
  stack.y1 = Math.max(stack.y1, line.y1);
}

/** Joins runs that continue a line across a small gap, or across any usual gap behind a list marker. */
function joinRuns(runs: Run[]): Line[] {
  const lines: Line[] = [];
  for (const run of runs) {
    const last = lines.at(-1);
    if (last !== undefined && continuesLine(last, run)) {
      const blank = run.x0 - last.x1 > 0.2 * run.size ? ' ' : '';
      last.text = `${last.text}${blank}${run.text}`;
      widen(last, run);
    } else lines.push({ text: run.text, size: run.size, bold: run.bold, mono: run.mono, order: run.order, x0: run.x0, y0: run.y0, x1: run.x1, y1: run.y1 });
  }
  return lines;
}

function widen(line: Line, run: Run): void {
  if (run.text.length > line.text.length / 2) {
    line.size = run.size;
    line.bold = run.bold;
    line.mono = run.mono;
  }
  line.x0 = Math.min(line.x0, run.x0);
  line.y0 = Math.min(line.y0, run.y0);
  line.x1 = Math.max(line.x1, run.x1);
  line.y1 = Math.max(line.y1, run.y1);
}

function continuesLine(line: Line, run: Run): boolean {
  if (!onOneLine(line, run)) return false;
  const gap = run.x0 - line.x1;
  const size = Math.max(line.size, run.size);
  return gap > -0.5 * size && (gap < 0.5 * size || (isMarkerAlone(line.text) && gap < 5 * size));
}

export function onOneLine(a: Rect, b: Rect): boolean {
  return Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0) > 0.5 * Math.min(a.y1 - a.y0, b.y1 - b.y0);
}

function belongsBelow(stack: Stack, line: Line): boolean {
  const last = stack.lines.at(-1);
  if (last === undefined) return true;
  const height = Math.max(1, Math.min(last.y1 - last.y0, line.y1 - line.y0));
  const gap = line.y0 - last.y1;
  if (gap < -0.6 * height || gap > STACK_GAP * height || line.y0 <= last.y0) return false;
  if (line.x0 >= stack.x1 || line.x1 <= stack.x0) return false;
  return ratio(last.size, line.size) < 1.6;
}

function ratio(a: number, b: number): number {
  return Math.max(a, b) / Math.max(0.1, Math.min(a, b));
}

/**
 * A paragraph that runs straight into the first cell of the row below it, or a last cell into the paragraph that
 * follows, makes a stack that another one stands inside of. Such a stack is cut where the other begins and ends.
 */
function splitCrossing(stacks: Stack[]): Stack[] {
  return stacks.flatMap((stack) => {
    if (stack.lines.length < 2) return [stack];
    const others = intersecting(stack, stacks);
    if (others.length === 0) return [stack];
    const groups: Line[][] = [];
    let wasBeside: boolean | null = null;
    for (const line of stack.lines) {
      const beside = others.some((other) => other.lines.some((one) => onOneLine(one, line)));
      if (beside !== wasBeside) groups.push([]);
      groups.at(-1)?.push(line);
      wasBeside = beside;
    }
    return groups.map(newStack);
  });
}

function intersecting(stack: Stack, stacks: Stack[]): Stack[] {
  const others: Stack[] = [];
  for (const other of stacks) if (other !== stack && intersects(stack, other)) others.push(other);
  return others;
}

function intersects(a: Rect, b: Rect): boolean {
  return Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0) > 1 && Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0) > 1;
}
