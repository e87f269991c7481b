/** `[3, 4, 5, 9]` -> `3-5 and 9`; a long list is cut short. */
export function ranges(pages: number[]): string {
  const spans: [number, number][] = [];
  for (const page of pages) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] === page - 1) last[1] = page;
    else spans.push([page, page]);
  }
  const named = spans.slice(0, 12).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  if (spans.length > 12) return `${named.join(', ')} and more`;
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}
