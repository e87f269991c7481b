import { FOREIGN_WORDS, ENGLISH_WORDS } from './function-words.ts';

/** Letters outside ASCII, marks included, beyond which a text is in no language an English vocabulary covers. */
const FOREIGN_LETTERS = 0.2;
/** Share of words that must be known, or made of pieces long enough to mean something. */
const KNOWN_WORDS = 0.6;
const LEAST_PIECE_LETTERS = 3;

/**
 * Whether a text is in the language of a word-piece vocabulary, judged cheaply: words of another language fall apart into
 * pieces of one to three letters. Codes such as P-101A are no words and say nothing either way.
 * @param vocabulary lower-case word pieces, continuations beginning with `##`
 */
export function knowsLanguage(text: string, vocabulary: ReadonlySet<string>): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const foreign = letters.filter((letter) => letter > '\x7f' && !/[µΩ]/u.test(letter)).length;
  if (foreign > letters.length * FOREIGN_LETTERS) return false;
  const words = wordsOf(text);
  if (words.length === 0) return true;
  if (count(words, FOREIGN_WORDS) > count(words, ENGLISH_WORDS)) return false;
  const known = words.filter((word) => vocabulary.has(word) || word.length / piecesIn(word, vocabulary) >= LEAST_PIECE_LETTERS).length;
  return known >= words.length * KNOWN_WORDS;
}

/** Runs of two letters or more that do not belong to a code, lower-case and without accents, as the vocabulary has them. */
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/(?<![\p{L}\p{N}])\p{L}{2,}(?![\p{L}\p{N}])/gu) ?? [];
}

function count(words: readonly string[], among: ReadonlySet<string>): number {
  return words.filter((word) => among.has(word)).length;
}

/** Pieces the longest-match rule of WordPiece makes; a word it cannot cover counts letter by letter. */
function piecesIn(word: string, vocabulary: ReadonlySet<string>): number {
  let pieces = 0;
  for (let start = 0; start < word.length; pieces += 1) {
    let end = word.length;
    while (end > start && !vocabulary.has((start === 0 ? '' : '##') + word.slice(start, end))) end -= 1;
    if (end === start) return word.length;
    start = end;
  }
  return pieces;
}
