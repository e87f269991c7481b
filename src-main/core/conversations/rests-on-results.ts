import type { UnsupportedSentence } from '#shared/contract/conversations.ts';
import { citedNumbers } from './citations.ts';
import { contentWords, numbersOf } from './words.ts';

/** Share of a sentence's content words that a result must hold where it has no number: fields of systems are named in other words. */
const ENOUGH = 0.3;

/** Whether a sentence that cites no passage stands in what tools gave: all its numbers, and some of its words. */
export function restsOnResults(answer: string, { start, end }: UnsupportedSentence, results: readonly string[]): boolean {
  const sentence = answer.slice(start, end);
  if (results.length === 0 || citedNumbers(sentence).length > 0) return false;
  const source = results.join('\n');
  const known = new Set(numbersOf(source));
  const numbers = numbersOf(sentence);
  if (numbers.some((number) => !known.has(number))) return false;
  const words = contentWords(sentence);
  const present = new Set(contentWords(source.replaceAll(/[_"{}[\]:,]/g, ' ')));
  const shared = words.filter((word) => present.has(word)).length;
  return numbers.length > 0 ? shared > 0 || words.length === 0 : shared / Math.max(1, words.length) >= ENOUGH;
}
