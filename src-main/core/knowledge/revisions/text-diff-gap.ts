/** A run of elements: those of `a` from `a0` to `a1` became those of `b` from `b0` to `b1`; both the same where `same`. */
export interface Run {
  same: boolean;
  a0: number;
  a1: number;
  b0: number;
  b1: number;
}

/** Edits after which two stretches count as having nothing in common worth showing. */
const MOST_EDITS = 1_000;
/** Steps that may be taken in one go, a hundredth of a second or so. */
const MOST_STEPS = 6_000_000;

/**
 * The shortest way from one stretch to the other (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986), as runs in
 * order. Past the bounds the whole stretch stands as replaced.
 */
export function* shortestEdit(a: Int32Array, b: Int32Array, gap: Run): Generator<Run> {
  const [n, m] = [gap.a1 - gap.a0, gap.b1 - gap.b0];
  if (n === 0 || m === 0) return yield { ...gap, same: false };
  const rounds = furthest(a, b, gap, n, m);
  if (rounds === null) return yield { ...gap, same: false };
  yield* runsOf(matchesOf(rounds, n, m), gap);
}

/** The furthest points reached on each diagonal after 0, 1, … edits; null where too many are needed. */
function furthest(a: Int32Array, b: Int32Array, { a0, b0 }: Run, n: number, m: number): Int32Array[] | null {
  const most = Math.min(n + m, MOST_EDITS, Math.ceil(MOST_STEPS / (n + m)));
  const reached = new Int32Array(2 * most + 3);
  const at = (k: number): number => k + most + 1;
  const rounds: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reached[at(k - 1)] ?? 0) < (reached[at(k + 1)] ?? 0));
      let x = down ? (reached[at(k + 1)] ?? 0) : (reached[at(k - 1)] ?? 0) + 1;
      while (x < n && x - k < m && a[a0 + x] === b[b0 + x - k]) x += 1;
      reached[at(k)] = x;
      if (x >= n && x - k >= m) return [...rounds, reached.slice(at(-d), at(d) + 1)];
    }
    rounds.push(reached.slice(at(-d), at(d) + 1));
  }
  return null;
}

/** Pairs of places that are the same on both sides, from the last to the first. */
function matchesOf(rounds: readonly Int32Array[], n: number, m: number): [number, number][] {
  const matches: [number, number][] = [];
  let [x, y] = [n, m];
  for (let d = rounds.length - 1; d >= 0; d--) {
    const k = x - y;
    const previous = rounds[d - 1];
    const on = (diagonal: number): number => previous?.[diagonal + d - 1] ?? -1;
    const down = d > 0 && (k === -d || (k !== d && on(k - 1) < on(k + 1)));
    const before = down ? k + 1 : k - 1;
    const startX = d === 0 ? 0 : on(before);
    const snakeX = d === 0 ? 0 : down ? startX : startX + 1;
    while (x > snakeX) {
      x -= 1;
      y -= 1;
      matches.push([x, y]);
    }
    if (d > 0) [x, y] = [startX, startX - before];
  }
  return matches;
}

function* runsOf(matches: [number, number][], { a0, a1, b0, b1 }: Run): Generator<Run> {
  let [a, b] = [a0, b0];
  let same: Run | null = null;
  for (const [i, j] of matches.reverse()) {
    const [x, y] = [a0 + i, b0 + j];
    if (same !== null && same.a1 === x && same.b1 === y) {
      same.a1 += 1;
      same.b1 += 1;
    } else {
      if (same !== null) yield same;
      if (x > a || y > b) yield { same: false, a0: a, a1: x, b0: b, b1: y };
      same = { same: true, a0: x, a1: x + 1, b0: y, b1: y + 1 };
    }
    [a, b] = [x + 1, y + 1];
  }
  if (same !== null) yield same;
  if (a1 > a || b1 > b) yield { same: false, a0: a, a1, b0: b, b1 };
}
