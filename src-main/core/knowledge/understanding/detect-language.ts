import { LATIN_LANGUAGES, type LanguageMarks } from './language-marks.ts';

/** Characters looked at: the language of a book shows in its first pages. */
const ENOUGH = 8_000;
const WORD = 1;
/** A letter that only one language has says more than a small word that several share. */
const LETTER = 1.5;
const ENDING = 0.4;
/** What the best language must have, and have more than the next, to be named. */
const LEAST = 0.8;
const AHEAD = 1.1;

/** Scripts of one language, or of one that is far likelier than the rest. Kana before Han: Japanese is written in both. */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'ja'],
  [/\p{Script=Hangul}/gu, 'ko'],
  [/\p{Script=Han}/gu, 'zh'],
  [/[іїєґІЇЄҐ]/g, 'uk'],
  [/\p{Script=Cyrillic}/gu, 'ru'],
  // In runs: a lone letter is a unit or a quantity.
  [/\p{Script=Greek}{3,}/gu, 'el'],
  [/\p{Script=Arabic}/gu, 'ar'],
  [/\p{Script=Hebrew}/gu, 'he'],
  [/\p{Script=Thai}/gu, 'th'],
  [/\p{Script=Devanagari}/gu, 'hi'],
  [/\p{Script=Khmer}/gu, 'km'],
  [/\p{Script=Lao}/gu, 'lo'],
];

/**
 * The language of a text as ISO 639-1, from small words, letters and endings; null where nothing tells, as in a bare
 * code. Good on whole questions in English, German and Vietnamese (with or without marks); a wrong answer only weakens a hint.
 */
export function detectLanguage(text: string): string | null {
  const sample = text.slice(0, ENOUGH).normalize('NFC');
  return byScript(sample) ?? byWords(sample.toLowerCase());
}

/** Null while a third of the letters are Latin: a Greek µ or a Cyrillic name does not make a text Greek or Russian. */
function byScript(text: string): string | null {
  const latin = count(text, /\p{Script=Latin}/gu);
  const letters = count(text, /\p{L}/gu);
  if (letters === 0 || latin * 3 > letters) return null;
  return SCRIPTS.find(([script]) => count(text, script) * 12 > letters)?.[1] ?? null;
}

function byWords(lower: string): string | null {
  // Codes, units and numbers look alike in every language.
  const words = lower.match(/(?<![\p{L}\p{N}])\p{L}+(?![\p{L}\p{N}])/gu) ?? [];
  const scores = LATIN_LANGUAGES.map((marks) => ({ language: marks.language, score: scoreOf(marks, words, lower) })).sort((a, b) => b.score - a.score);
  const [best, next] = scores;
  return best && best.score >= LEAST && best.score >= (next?.score ?? 0) * AHEAD ? best.language : null;
}

function scoreOf({ words: small, letters, endings }: LanguageMarks, words: readonly string[], text: string): number {
  let score = letters === null ? 0 : LETTER * Math.min(count(text, letters), words.length);
  for (const word of words) {
    if (small.has(word)) score += WORD / shared(word);
    else if (endings !== null && word.length > 5 && endings.test(word)) score += ENDING;
  }
  return score;
}

const known = new Map<string, number>();

/** How many languages use a small word. */
function shared(word: string): number {
  const found = known.get(word) ?? LATIN_LANGUAGES.filter(({ words }) => words.has(word)).length;
  known.set(word, found);
  return found;
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
