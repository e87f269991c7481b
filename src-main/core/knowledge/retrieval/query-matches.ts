import { placedTerms, type Term, termsOf } from './question-terms.ts';

type Match = [start: number, end: number];

/** A shorter piece of a code means nothing by itself. */
const SHORT_PIECE = 3;
const SEPARATORS = '[\\s._/\\-\u2010-\u2015]?';
const CODE = /[\p{L}\p{N}]+(?:[-./_][\p{L}\p{N}]+)*/gu;

/**
 * The words of a question in a text, as `[start, end]` UTF-16 offsets in order: whatever their case, marks and endings,
 * and codes such as `P-101A` whatever stands between their letters and numbers.
 */
export function queryMatches(question: string, terms: readonly Term[], text: string): Match[] {
  const codes = codesIn(question);
  const pieces = new Set(codes.flatMap((code) => code.pieces).filter((piece) => piece.length < SHORT_PIECE));
  const wanted = new Set(terms.flat().filter((term) => !pieces.has(term)));
  const words = placedTerms(text).filter(({ term }) => wanted.has(term)).map(({ start, end }): Match => [start, end]);
  return united([...words, ...codes.flatMap(({ runs }) => placesOf(runs, text))]);
}

interface Code {
  /** Runs of letters and of digits. */
  runs: string[];
  /** Its words. */
  pieces: string[];
}

function codesIn(question: string): Code[] {
  return Array.from(question.matchAll(CODE), ([code]) => code)
    .filter((code) => /\p{N}/u.test(code) && /\p{L}/u.test(code) && code.length <= 40)
    .map((code) => ({ runs: code.match(/\p{L}+|\p{N}+/gu) ?? [], pieces: termsOf(code) }));
}

function placesOf(runs: readonly string[], text: string): Match[] {
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${runs.join(SEPARATORS)}(?![\\p{L}\\p{N}])`, 'giu');
  return Array.from(text.matchAll(pattern), ({ 0: found, index }): Match => [index, index + found.length]);
}

function united(matches: Match[]): Match[] {
  const inOrder = matches.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const result: Match[] = [];
  for (const [start, end] of inOrder) {
    const last = result.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
