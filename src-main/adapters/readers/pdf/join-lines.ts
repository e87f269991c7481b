/** Words of a document as written within lines, to tell a hyphen of a word from one at a line's end. */
export type Vocabulary = Pick<ReadonlySet<string>, 'has'>;

/** A vocabulary that grows as pages are read. Most documents hyphenate nothing, so words are only looked for when one is asked for. */
export interface GrowingVocabulary extends Vocabulary {
  add(texts: Iterable<string>): void;
}

const WORD = /[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/gu;
const HYPHEN_END = /([\p{L}\p{M}]+)[-\u00AD\u2010]$/u;
const LOWER_START = /^([\p{Ll}\p{M}]+)/u;
const CJK_END = /[\u3040-\u30FF\u3400-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF\u3000-\u303F]$/u;
const CJK_START = /^[\u3040-\u30FF\u3400-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF\u3000-\u303F]/u;

const MOST_WORDS = 200_000;
/** Texts kept unasked; the oldest are given up first. */
const MOST_TEXTS = 50_000;

export function createVocabulary(): GrowingVocabulary {
  const words = new Set<string>();
  let waiting: string[] = [];
  return {
    add(texts) {
      waiting.push(...texts);
      if (waiting.length > MOST_TEXTS) waiting = waiting.slice(-MOST_TEXTS / 2);
    },
    has(word) {
      if (words.size < MOST_WORDS) for (const text of waiting) takeWords(text, words);
      waiting = [];
      return words.has(word);
    },
  };
}

function takeWords(text: string, words: Set<string>): void {
  const found = text.toLowerCase().match(WORD) ?? [];
  // The last word may be half of one.
  if (/[-\u00AD\u2010]$/.test(text)) found.pop();
  for (const word of found) words.add(word);
}

/** How a line goes on in the next one: what to cut from its end, and what to put between. */
export function lineJoin(line: string, next: string, words: Vocabulary): { cut: number; between: string } {
  const head = HYPHEN_END.exec(line)?.[1];
  const tail = LOWER_START.exec(next)?.[1];
  if (head === undefined) return { cut: 0, between: CJK_END.test(line) && CJK_START.test(next) ? '' : ' ' };
  if (tail === undefined) return { cut: 0, between: '' };
  const joined = `${head}${tail}`.toLowerCase();
  if (words.has(joined)) return { cut: 1, between: '' };
  const hyphenated = `${head}-${tail}`.toLowerCase();
  const twoWords = words.has(head.toLowerCase()) && words.has(tail.toLowerCase()) && head.length > 2 && tail.length > 2;
  return words.has(hyphenated) || twoWords ? { cut: 0, between: '' } : { cut: 1, between: '' };
}
