import type { Rect } from './geometry.ts';
import type { Group } from './reading-order.ts';
import type { Stack } from './stacks.ts';

/** A group, told whether it is a row of a table; rows of one table have its number. */
export type Placed = { kind: 'stack'; stack: Stack } | { kind: 'row'; cells: Stack[][]; table: number | null };

/** Finds tables: two or more rows in succession whose cells stand under each other. */
export function findTables(groups: Group[], nextTable: () => number): Placed[] {
  const placed: Placed[] = [];
  let table: number | null = null;
  let previous: Stack[][] | null = null;
  groups.forEach((group, at) => {
    if (group.kind === 'stack') {
      const continued = table !== null && previous !== null && isContinuation(group.stack, previous, groups[at + 1]);
      if (continued) placed.push({ kind: 'row', cells: [[group.stack]], table });
      else {
        placed.push(group);
        table = null;
        previous = null;
      }
      return;
    }
    if (table === null || previous === null || !aligned(previous, group.cells)) table = startsTable(group, groups[at + 1]) ? nextTable() : null;
    if (table === null && group.cells.some(isProse)) {
      for (const stack of group.cells.flat()) placed.push({ kind: 'stack', stack });
      previous = null;
      return;
    }
    placed.push({ kind: 'row', cells: group.cells, table });
    previous = group.cells;
  });
  return placed;
}

function startsTable(group: Group & { kind: 'row' }, next: Group | undefined): boolean {
  return next !== undefined && next.kind === 'row' && aligned(group.cells, next.cells);
}

/** Side by side, but no row: text blocks of some lines, read one after the other. */
function isProse(cell: Stack[]): boolean {
  return cell.reduce((sum, stack) => sum + stack.lines.length, 0) > 2;
}

/** At least two cells of each row share a column. */
function aligned(above: Stack[][], below: Stack[][]): boolean {
  const columns = above.map(bounds);
  const shared = below.map(bounds).filter((cell) => columns.some((column) => shareColumn(column, cell)));
  const centred = shared.length >= 1 && above.length === below.length && above.length <= 4;
  return shared.length >= 2 || centred;
}

function shareColumn(a: Rect, b: Rect): boolean {
  const overlap = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  return overlap > 0.3 * Math.min(a.x1 - a.x0, b.x1 - b.x0);
}

/** A lone cell between rows: the end of a wrapped cell, or a row whose other cells are empty. */
function isContinuation(stack: Stack, previous: Stack[][], next: Group | undefined): boolean {
  const above = bounds(previous.flat());
  const height = (stack.lines[0]?.y1 ?? 0) - (stack.lines[0]?.y0 ?? 0);
  if (stack.y0 - above.y1 > 1.2 * height || stack.lines.length > 4) return false;
  const inColumn = previous.map(bounds).some((cell) => shareColumn(cell, stack) && Math.abs(cell.x0 - stack.x0) < height);
  const tableGoesOn = next !== undefined && next.kind === 'row' && aligned(previous, next.cells);
  return inColumn && (tableGoesOn || stack.x0 > above.x0 + 2 * height);
}

function bounds(stacks: Stack[]): Rect {
  return {
    x0: Math.min(...stacks.map((stack) => stack.x0)),
    y0: Math.min(...stacks.map((stack) => stack.y0)),
    x1: Math.max(...stacks.map((stack) => stack.x1)),
    y1: Math.max(...stacks.map((stack) => stack.y1)),
  };
}
