import { type Run, shortestEdit } from './text-diff-gap.ts';

/**
 * What changed between two lists of numbers, as runs that cover both from beginning to end. Elements that occur once on either side
 * and in the same order hold the two together ("patience diff", B. Cohen, 2005); what lies between is compared by Myers' shortest
 * edit within a bound, past which it stands as replaced, so that the time stays near linear whatever is compared.
 * Yields after each piece of work, so that the caller can let others have their turn; the runs come in order.
 */
export function* diffRuns(a: Int32Array, b: Int32Array): Generator<Run | null> {
  const gaps: { a0: number; a1: number; b0: number; b1: number; same: boolean }[] = [{ same: false, a0: 0, a1: a.length, b0: 0, b1: b.length }];
  for (let gap = gaps.pop(); gap !== undefined; gap = gaps.pop()) {
    yield null;
    if (gap.same) {
      yield gap;
      continue;
    }
    const { head, middle, tail } = trimmed(a, b, gap);
    if (head !== null) yield head;
    if (tail !== null) gaps.push(tail);
    if (middle.a0 === middle.a1 && middle.b0 === middle.b1) continue;
    const anchors = middle.a0 === middle.a1 || middle.b0 === middle.b1 ? [] : anchorsOf(a, b, middle);
    if (anchors.length > 0) gaps.push(...between(middle, anchors).toReversed());
    else yield* shortestEdit(a, b, middle);
  }
}

function trimmed(a: Int32Array, b: Int32Array, { a0, a1, b0, b1 }: Run): { head: Run | null; middle: Run; tail: Run | null } {
  let from = 0;
  const most = Math.min(a1 - a0, b1 - b0);
  while (from < most && a[a0 + from] === b[b0 + from]) from += 1;
  let back = 0;
  while (back < most - from && a[a1 - back - 1] === b[b1 - back - 1]) back += 1;
  return {
    head: from === 0 ? null : { same: true, a0, a1: a0 + from, b0, b1: b0 + from },
    middle: { same: false, a0: a0 + from, a1: a1 - back, b0: b0 + from, b1: b1 - back },
    tail: back === 0 ? null : { same: true, a0: a1 - back, a1, b0: b1 - back, b1 },
  };
}

/** Gaps before, between and after the anchors. */
function between({ a0, a1, b0, b1 }: Run, anchors: readonly (readonly [number, number])[]): Run[] {
  const gaps: Run[] = [];
  let [a, b] = [a0, b0];
  for (const [i, j] of anchors) {
    if (i > a || j > b) gaps.push({ same: false, a0: a, a1: i, b0: b, b1: j });
    gaps.push({ same: true, a0: i, a1: i + 1, b0: j, b1: j + 1 });
    [a, b] = [i + 1, j + 1];
  }
  if (a1 > a || b1 > b) gaps.push({ same: false, a0: a, a1, b0: b, b1 });
  return gaps;
}

/** Places of elements that occur once in `a` and once in `b`: the longest list of them that is in order on both sides. */
function anchorsOf(a: Int32Array, b: Int32Array, { a0, a1, b0, b1 }: Run): (readonly [number, number])[] {
  const inB = onceIn(b, b0, b1);
  const pairs: (readonly [number, number])[] = [];
  for (const [value, i] of onceIn(a, a0, a1)) {
    const j = i < 0 ? undefined : inB.get(value);
    if (j !== undefined && j >= 0) pairs.push([i, j]);
  }
  return longestRising(pairs.sort(([i], [k]) => i - k));
}

/** Where each value stands; -1 for those that occur more than once. */
function onceIn(list: Int32Array, from: number, to: number): Map<number, number> {
  const places = new Map<number, number>();
  for (let i = from; i < to; i++) {
    const value = list[i] ?? 0;
    places.set(value, places.has(value) ? -1 : i);
  }
  return places;
}

/** The longest subsequence whose second numbers rise (patience sorting, O(n log n)). */
function longestRising(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const tops: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  for (const [n, [, j]] of pairs.entries()) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] ?? 0]?.[1] ?? 0) < j) low = middle + 1;
      else high = middle;
    }
    before[n] = low === 0 ? -1 : (tops[low - 1] ?? -1);
    tops[low] = n;
  }
  const rising: (readonly [number, number])[] = [];
  for (let n = tops.at(-1) ?? -1; n >= 0; n = before[n] ?? -1) {
    const pair = pairs[n];
    if (pair !== undefined) rising.push(pair);
  }
  return rising.reverse();
}
