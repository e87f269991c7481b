const TERMS = 16;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}./-]*[\p{L}\p{N}]/gu;

/** Words that tell a text from others: codes first, then long words, by how often they stand there. */
export function rareTerms(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) for (const [word] of text.matchAll(WORD)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .map(([word, count]) => ({ word, weight: weightOf(word) * Math.log2(1 + count) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.word.localeCompare(b.word))
    .slice(0, TERMS)
    .map(({ word }) => word);
}

function weightOf(word: string): number {
  const letters = /\p{L}/u.test(word);
  if (letters && /\p{N}/u.test(word)) return 4;
  return letters && word.length >= 6 ? Math.min(word.length, 12) / 6 : 0;
}
