import { isSmallWord } from './language-of.ts';
import { THING } from './mask-things.ts';
import { wordsOf } from './question-features.ts';

/** What is left of the confidence where no word that says anything is known. */
const LEAST = 0.5;

/**
 * How far a question is made of words that were learnt from, from 0.5 to 1. A classifier is as sure of what it has never seen as of
 * what it knows; this tells them apart. Small words say nothing, and tags are known by their form.
 */
export function createFamiliarity(texts: readonly string[]): (question: string) => number {
  const known = new Set(texts.flatMap(wordsOf));
  return (question) => {
    const telling = wordsOf(question).filter((word) => word !== THING && !isSmallWord(word));
    const familiar = telling.filter((word) => known.has(word) || /\p{N}/u.test(word)).length;
    return LEAST + (1 - LEAST) * (telling.length === 0 ? 0 : familiar / telling.length);
  };
}
