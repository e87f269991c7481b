import type { Term } from './question-terms.ts';

/** A term of the question, by its number, and the place of the word that speaks of it. */
export interface Found {
  term: number;
  at: number;
}

export interface TermWeights {
  /** Where the terms stand in each text, in order. */
  found: Found[][];
  /** Rarity of each term, adding up to 1 over the terms that occur; 0 for the others. */
  weights: number[];
  /** The weight of the terms that stand in this text. */
  share(text: number): number;
}

/** Inverse document frequency (Robertson and Spärck Jones, as in BM25) of a question's terms among some texts. */
export function termWeights(terms: readonly Term[], texts: readonly (readonly string[])[]): TermWeights {
  const numbers = new Map(terms.flatMap((forms, term) => forms.map((form) => [form, term] as const)));
  const found = texts.map((words) =>
    words.flatMap((word, at) => {
      const term = numbers.get(word);
      return term === undefined ? [] : [{ term, at }];
    }),
  );
  const there = found.map((each) => [...new Set(each.map(({ term }) => term))]);
  const counts = terms.map(() => 0);
  for (const own of there) for (const term of own) counts[term] = (counts[term] ?? 0) + 1;
  const rarity = counts.map((count) => (count === 0 ? 0 : Math.log(1 + (texts.length - count + 0.5) / (count + 0.5))));
  const total = rarity.reduce((sum, each) => sum + each, 0);
  const weights = rarity.map((each) => (total === 0 ? 0 : each / total));
  return { found, weights, share: (text) => (there[text] ?? []).reduce((sum, term) => sum + (weights[term] ?? 0), 0) };
}
