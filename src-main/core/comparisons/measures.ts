import { wordsOf, withoutMarks, type KeptMessage } from '#core/conversations/index.ts';
import { isAt } from '#core/knowledge/index.ts';
import type { StoredPlace } from './set-questions.ts';

/** Whether an answer cites one of the places that answer the question; null where none is known. */
export function citesOneOf({ citations }: Pick<KeptMessage, 'citations'>, places: readonly Pick<StoredPlace, 'file' | 'page'>[]): boolean | null {
  return places.length === 0 ? null : citations.some((citation) => places.some((place) => isAt(citation, place)));
}

/**
 * Agreement of the words of an answer with those of the corrected one: the harmonic mean of the share of its words that are right and of the
 * right ones that it has (token F1, as SQuAD measures answers; Rajpurkar et al. 2016), 0..1. Null where nothing was corrected.
 */
export function overlapOf(answer: string, corrected: string | null): number | null {
  if (corrected === null) return null;
  const [given, wanted] = [wordsOf(withoutMarks(answer)), wordsOf(withoutMarks(corrected))];
  if (given.length === 0 || wanted.length === 0) return 0;
  const left = Map.groupBy(wanted, (word) => word);
  const common = given.filter((word) => left.get(word)?.pop() !== undefined).length;
  return (2 * common) / (given.length + wanted.length);
}
