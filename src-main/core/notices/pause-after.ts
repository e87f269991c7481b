const FIRST_MS = 15_000;
const LONGEST_MS = 3_600_000;
const GROWTH = 4;

/** After so many attempts nobody is told any more by itself: some four hours after the first. */
export const MOST_ATTEMPTS = 8;

/** Milliseconds until the next attempt, after so many: growing, with half of it by chance, so that what failed together does not come back together. */
export function pauseAfter(attempts: number, random: () => number): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * GROWTH ** (attempts - 1));
  return Math.round(most / 2 + (random() * most) / 2);
}
