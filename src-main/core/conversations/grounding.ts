import type { UnsupportedSentence } from '#shared/contract/conversations.ts';
import type { Passage } from '#shared/contract/passages.ts';
import { citedNumbers } from './citations.ts';
import { isNegated } from './negation.ts';
import { wrongUnit } from './quantities.ts';
import { type Sentence, sentencesOf } from './sentences.ts';
import { contentWords, numbersOf } from './words.ts';

/** Share of a sentence's content words that its passages must hold. */
const ENOUGH = 0.5;
const FEWEST_WORDS = 4;
/** A sentence of the source that shares so many words speaks of the same thing, and must not say the opposite. */
const SAME_THING = 0.8;
/** What an answer says of its passages is no fact of the plant: "the passages do not say how often". */
const ABOUT_PASSAGES = /(?<![\p{L}])(?:passages?|documents?|sources?|texts?|context|textstellen?|passagen?|dokumente?n?|quellen?|đoạn|tài\s+liệu|nguồn)(?![\p{L}])/iu;

/**
 * Sentences of an answer that its sources do not support. A lexical check: every number must stand in a cited passage, with
 * the same unit where it has one there, and at least half of the content words; and the sentence of the source that is most
 * alike must not deny what is claimed, or claim what is denied. It cannot see a wrong relation between right words.
 */
export function unsupportedSentences(answer: string, passages: readonly Passage[]): UnsupportedSentence[] {
  return sentencesOf(answer).flatMap((sentence) => {
    const reason = problemWith(sentence, passages);
    return reason ? [{ start: sentence.start, end: sentence.end, reason }] : [];
  });
}

/** How many sentences of an answer state a fact, and so have to rest on a passage. */
export const factsIn = (answer: string): number => sentencesOf(answer).filter((sentence) => factOf(sentence) !== null).length;

/** What a sentence claims; null where it states nothing of the plant. */
function factOf({ text }: Sentence): { claim: string; words: string[]; numbers: string[] } | null {
  const claim = text.replace(/\[[\d,\s]+\]/g, ' ').replace(/^\s*(?:\d+[.)]|[-*•])\s+/, '');
  const words = contentWords(claim);
  const numbers = numbersOf(claim);
  if (words.length < FEWEST_WORDS && numbers.length === 0) return null;
  return citedNumbers(text).length === 0 && isNegated(claim) && ABOUT_PASSAGES.test(claim) ? null : { claim, words, numbers };
}

function problemWith(sentence: Sentence, passages: readonly Passage[]): UnsupportedSentence['reason'] | null {
  const fact = factOf(sentence);
  if (fact === null) return null;
  const { claim, words, numbers } = fact;
  const cited = citedNumbers(sentence.text).flatMap((n) => passages[n - 1] ?? []);
  if (cited.length === 0) return 'no-citation';
  const source = cited.map((passage) => `${passage.text} ${passage.section ?? ''} ${passage.document.filename}`).join('\n');
  const known = new Set(numbersOf(source));
  if (numbers.some((number) => !known.has(number)) || wrongUnit(claim, source)) return 'number-not-in-source';
  const shared = shareOf(words, source);
  if (words.length > 0 && shared < ENOUGH) return 'not-in-source';
  return opposes(claim, words, cited) ? 'says-the-opposite' : null;
}

function opposes(claim: string, words: readonly string[], cited: readonly Passage[]): boolean {
  if (words.length < FEWEST_WORDS - 1) return false;
  const alike = cited.flatMap((passage) => sentencesOf(passage.text)).map(({ text }) => ({ text, share: shareOf(words, text) }));
  const best = Math.max(0, ...alike.map(({ share }) => share));
  // One that says it the same way is enough: a manual may well forbid a thing in general and allow it in one case.
  return best >= SAME_THING && alike.filter(({ share }) => share === best).every(({ text }) => isNegated(text) !== isNegated(claim));
}

function shareOf(words: readonly string[], text: string): number {
  const present = new Set(contentWords(text));
  return words.length === 0 ? 0 : words.filter((word) => present.has(word)).length / words.length;
}
