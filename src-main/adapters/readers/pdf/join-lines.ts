/** Words of a document as written within lines, to tell a hyphen of a word from one at a line's end. */
export type Vocabulary = Pick<ReadonlySet<string>, 'has'>;

/** A vocabulary that grows as pages are read. Most documents hyphenate nothing, so words are only looked for when one is asked for. */
export interface GrowingVocabulary extends Vocabulary {
  add(texts: Iterable<string>): void;
}

/** Words of three and more letters; the shorter ones are never asked for. */
const WORD = /[\p{L}\p{M}]{3,}(?:-[\p{L}\p{M}]+)*|[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)+/gu;
const ASCII_WORD = /[a-z]{3,}(?:-[a-z]+)*|[a-z]+(?:-[a-z]+)+/g;
const HYPHEN_END = /([\p{L}\p{M}]+)[-\u00AD\u2010]$/u;
const LOWER_START = /^([\p{Ll}\p{M}]+)/u;
const CJK_END = /[\u3040-\u30FF\u3400-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF\u3000-\u303F]$/u;
const CJK_START = /^[\u3040-\u30FF\u3400-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF\u3000-\u303F]/u;

const FIRST_CJK = 0x3000;
const LONGEST_WORD = 80;

/** A document's own words show early: after this many characters nothing more is learned. */
const ENOUGH = 250_000;

export function createVocabulary(): GrowingVocabulary {
  const words = new Set<string>();
  let waiting: string[] = [];
  let room = ENOUGH;
  return {
    add(texts) {
      for (const text of texts) {
        if (room <= 0) return;
        room -= text.length;
        waiting.push(text);
      }
    },
    has(word) {
      for (const text of waiting) takeWords(text, words);
      waiting = [];
      return words.has(word);
    },
  };
}

function takeWords(text: string, words: Set<string>): void {
  // eslint-disable-next-line no-control-regex
  const found = text.toLowerCase().match(/^[\x00-\x7f]*$/.test(text) ? ASCII_WORD : WORD) ?? [];
  // The last word may be half of one.
  if (/[-\u00AD\u2010]$/.test(text)) found.pop();
  for (const word of found) words.add(word);
}

/** How a line goes on in the next one: what to cut from its end, and what to put between. */
export function lineJoin(line: string, next: string, words: Vocabulary): { cut: number; between: string } {
  const last = line.charCodeAt(line.length - 1);
  if (last >= FIRST_CJK) return { cut: 0, between: CJK_END.test(line) && CJK_START.test(next) ? '' : ' ' };
  const head = last === 0x2d || last === 0xad || last === 0x2010 ? HYPHEN_END.exec(line.slice(-LONGEST_WORD))?.[1] : undefined;
  if (head === undefined) return { cut: 0, between: ' ' };
  const tail = LOWER_START.exec(next)?.[1];
  if (tail === undefined) return { cut: 0, between: '' };
  const joined = `${head}${tail}`.toLowerCase();
  if (words.has(joined)) return { cut: 1, between: '' };
  const hyphenated = `${head}-${tail}`.toLowerCase();
  const twoWords = head.length > 2 && tail.length > 2 && words.has(head.toLowerCase()) && words.has(tail.toLowerCase());
  return words.has(hyphenated) || twoWords ? { cut: 0, between: '' } : { cut: 1, between: '' };
}
