/**
 * Rows that may be among the best `limit`, found from scores known to within an error: all whose upper bound reaches the
 * `limit`-th greatest lower bound. With bounds that hold, none of the best is ever missing.
 */
export interface Shortlist {
  /** What an upper bound must reach for its row to be offered; rises as rows are. */
  readonly floor: number;
  /** Returns the floor as it is now. */
  offer(row: number, score: number, error: number): number;
  /** In the order they were offered. */
  entries(): { row: number; score: number }[];
}

export function createShortlist(limit: number): Shortlist {
  const offered: { row: number; score: number; upper: number }[] = [];
  /** The greatest lower bounds as a heap, the least of them first. */
  const lowers: number[] = [];
  let floor = -Infinity;

  function sink(value: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < limit && (lowers[child + 1] ?? 0) < (lowers[child] ?? 0)) child += 1;
      const least = lowers[child];
      if (child >= limit || least === undefined || least >= value) break;
      lowers[at] = least;
      at = child;
    }
    lowers[at] = value;
  }

  function note(lower: number): void {
    if (lowers.length < limit) {
      lowers.push(lower);
      if (lowers.length < limit) return;
      // Ascending order is a heap.
      lowers.sort((a, b) => a - b);
    } else if (lower > (lowers[0] ?? 0)) sink(lower);
    floor = lowers[0] ?? floor;
  }

  return {
    get floor() {
      return floor;
    },
    offer(row, score, error) {
      offered.push({ row, score, upper: score + error });
      note(score - error);
      return floor;
    },
    entries: () => offered.filter(({ upper }) => upper >= floor),
  };
}
