const PAGE = 10;

/** Where a key leads from a row of a list with `count` rows; null for keys that lead nowhere. */
export function steppedTo(key: string, from: number, count: number): number | null {
  const steps: Readonly<Record<string, number>> = { ArrowDown: from + 1, ArrowUp: from - 1, PageDown: from + PAGE, PageUp: from - PAGE, Home: 0, End: count - 1 };
  const to = steps[key];
  return to === undefined ? null : Math.max(0, Math.min(to, count - 1));
}
