import type { Memory } from '#shared/contract/memory.ts';

const SHORTEST_WORD = 3;
/** Of the score: what matters much is recalled where words are few. */
const IMPORTANCE_WEIGHT = 0.4;
/** Below this, what is remembered has nothing to do with the question. */
const LEAST = 0.15;

/** What is remembered that bears on a question, best first. Preferences always do: they say how a person likes to be answered. */
export function recall(memories: readonly Memory[], question: string, most: number): Memory[] {
  const asked = wordsOf(question);
  const scored = memories.map((memory) => ({ memory, score: bearing(memory, asked) })).filter(({ score }) => score >= LEAST);
  return scored.toSorted((a, b) => b.score - a.score || (a.memory.createdAt < b.memory.createdAt ? 1 : -1)).slice(0, most).map(({ memory }) => memory);
}

function bearing({ kind, content, importance }: Memory, asked: ReadonlySet<string>): number {
  const own = wordsOf(content);
  const shared = [...own].filter((word) => asked.has(word)).length / Math.max(1, Math.min(own.size, asked.size));
  if (kind === 'preference') return 0.5 + shared + importance * IMPORTANCE_WEIGHT;
  return shared === 0 ? 0 : shared + importance * IMPORTANCE_WEIGHT;
}

function wordsOf(text: string): Set<string> {
  return new Set((text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().match(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu) ?? []).filter((word) => word.length >= SHORTEST_WORD));
}
