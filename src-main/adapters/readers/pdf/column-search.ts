import type { Stack } from './stacks.ts';

/** Stacks whose extents across the page touch, and what they are together. */
interface Cluster {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  /** Where the next cluster may begin: the right edge and a little room. */
  end: number;
  lines: number;
  firstOrder: number;
  lastOrder: number;
  stacks: Stack[];
}

/** Looks for two columns among stacks that are added band by band, without looking at all of them again each time. */
export interface ColumnSearch {
  readonly clusters: number;
  readonly width: number;
  add(stacks: Stack[]): void;
  /** Whether the widest gutter has some lines on both sides, the left ones written wholly before the right ones. */
  isTwoColumns(): boolean;
  /** The stacks on the two sides of the widest gutter. */
  sides(): [Stack[], Stack[]];
}

export function createColumnSearch(): ColumnSearch {
  /** From left to right, none touching another. */
  let clusters: Cluster[] = [];

  function insert(stack: Stack): void {
    let found = clusterOf(stack);
    const kept: Cluster[] = [];
    let placed = false;
    for (const cluster of clusters) {
      if (cluster.end <= found.x0) kept.push(cluster);
      else if (cluster.x0 >= found.end) {
        if (!placed) kept.push(found);
        placed = true;
        kept.push(cluster);
      } else found = absorb(cluster, found);
    }
    if (!placed) kept.push(found);
    clusters = kept;
  }

  function widestGutter(): number {
    let best = 0;
    let at = -1;
    for (let index = 1; index < clusters.length; index += 1) {
      const gutter = (clusters[index]?.x0 ?? 0) - (clusters[index - 1]?.x1 ?? 0);
      if (gutter <= best) continue;
      best = gutter;
      at = index;
    }
    return at;
  }

  return {
    get clusters() {
      return clusters.length;
    },
    get width() {
      return Math.max(...clusters.map((cluster) => cluster.x1)) - Math.min(...clusters.map((cluster) => cluster.x0));
    },
    add(stacks) {
      for (const stack of stacks) insert(stack);
    },
    isTwoColumns() {
      const at = widestGutter();
      if (at < 0) return false;
      const [left, right] = [sideOf(clusters.slice(0, at)), sideOf(clusters.slice(at))];
      if (left.lastOrder > right.firstOrder || !standBeside(left, right)) return false;
      return isTall(left) && isTall(right);
    },
    sides() {
      const at = widestGutter();
      return [clusters.slice(0, at).flatMap(({ stacks }) => stacks), clusters.slice(at).flatMap(({ stacks }) => stacks)];
    },
  };
}

/** Where a stack ends for what stands beside it. */
export function rightEdge(stack: Stack): number {
  return stack.x1 + 0.3 * (stack.lines[0]?.size ?? 10);
}

export function firstHeight({ lines: [line] }: Stack): number {
  return line === undefined ? 0 : line.y1 - line.y0;
}

function clusterOf(stack: Stack): Cluster {
  const { x0, y0, x1, y1, order } = stack;
  return { x0, y0, x1, y1, end: rightEdge(stack), lines: stack.lines.length, firstOrder: order, lastOrder: order, stacks: [stack] };
}

/** Takes `b` into `a`; neither may be used as it was. */
function absorb(a: Cluster, b: Cluster): Cluster {
  a.x0 = Math.min(a.x0, b.x0);
  a.y0 = Math.min(a.y0, b.y0);
  a.x1 = Math.max(a.x1, b.x1);
  a.y1 = Math.max(a.y1, b.y1);
  a.end = Math.max(a.end, b.end);
  a.lines += b.lines;
  a.firstOrder = Math.min(a.firstOrder, b.firstOrder);
  a.lastOrder = Math.max(a.lastOrder, b.lastOrder);
  for (const stack of b.stacks) a.stacks.push(stack);
  return a;
}

interface Side {
  y0: number;
  y1: number;
  lines: number;
  firstOrder: number;
  lastOrder: number;
  clusters: Cluster[];
}

function sideOf(clusters: Cluster[]): Side {
  const side: Side = { y0: Infinity, y1: -Infinity, lines: 0, firstOrder: Infinity, lastOrder: -Infinity, clusters };
  for (const { y0, y1, lines, firstOrder, lastOrder } of clusters) {
    side.y0 = Math.min(side.y0, y0);
    side.y1 = Math.max(side.y1, y1);
    side.lines += lines;
    side.firstOrder = Math.min(side.firstOrder, firstOrder);
    side.lastOrder = Math.max(side.lastOrder, lastOrder);
  }
  return side;
}

function standBeside(a: Side, b: Side): boolean {
  const overlap = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  return overlap > 0.3 * Math.min(a.y1 - a.y0, b.y1 - b.y0);
}

/** At least three lines high: a side of one row with many cells is no column. */
function isTall({ lines, y0, y1, clusters }: Side): boolean {
  if (lines < 3) return false;
  const heights = clusters.flatMap(({ stacks }) => stacks.map(firstHeight)).sort((a, b) => a - b);
  return y1 - y0 > 2.4 * (heights[Math.floor(heights.length / 2)] ?? 0);
}
