import type { UnsupportedSentence } from '#shared/contract/conversations.ts';
import type { Passage } from '#shared/contract/passages.ts';
import { citedNumbers } from './citations.ts';
import { type Sentence, sentencesOf } from './sentences.ts';
import { contentWords, numbersOf } from './words.ts';

/** Share of a sentence's content words that its passages must hold. */
const ENOUGH = 0.5;
const FEWEST_WORDS = 4;

/**
 * Sentences of an answer that its sources do not support. A lexical check: every number must stand in a cited passage
 * and at least half of the content words; it cannot see negation or a wrong relation between right words.
 */
export function unsupportedSentences(answer: string, passages: readonly Passage[]): UnsupportedSentence[] {
  return sentencesOf(answer).flatMap((sentence) => {
    const reason = problemWith(sentence, passages);
    return reason ? [{ start: sentence.start, end: sentence.end, reason }] : [];
  });
}

function problemWith({ text }: Sentence, passages: readonly Passage[]): UnsupportedSentence['reason'] | null {
  const claim = text.replace(/\[[\d,\s]+\]/g, ' ').replace(/^\s*(?:\d+[.)]|[-*•])\s+/, '');
  const words = contentWords(claim);
  const numbers = numbersOf(claim);
  if (words.length < FEWEST_WORDS && numbers.length === 0) return null;
  const cited = citedNumbers(text).flatMap((n) => passages[n - 1] ?? []);
  if (cited.length === 0) return 'no-citation';
  const source = cited.map((passage) => `${passage.text} ${passage.section ?? ''} ${passage.document.filename}`).join('\n');
  const known = new Set(numbersOf(source));
  if (numbers.some((number) => !known.has(number))) return 'number-not-in-source';
  const present = new Set(contentWords(source));
  const shared = words.filter((word) => present.has(word)).length;
  return words.length === 0 || shared / words.length >= ENOUGH ? null : 'not-in-source';
}
