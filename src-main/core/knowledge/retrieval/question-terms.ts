/**
 * Words that carry the grammar of a question and not its subject, without marks, in the three languages of the interface.
 * Only ever left out where a question is compared with what a document says about itself: a list of questions ("How
 * can I …?") would otherwise look like an answer to each of them.
 */
const GRAMMAR = new Set(
  `a about all am an and any are as at be been but by can could did do does for from get give had has have how i if in into is it its many may me
  might more most much must my no not of on only or other our out over shall should so some such than that the their them then there these they this
  those to up us was we were what when where which who whom whose why will with would you your
  ab als am auf aus bei damit darf das dass dem den der des die ein eine einem einen einer eines er es fur hat ich ihr im in ist kann kein keine man mit
  muss mussen nach nicht noch nur oder sein sich sie sind so soll sollen um und vom von wann war warum was welche welchem welchen welcher welches wenn wer
  werden wie wieviel wir wird wo womit wozu zu zum zur
  ai bang bao bi boi cac can cho co cua do duoc gi hay hoac khi khong la lam may mot nao nay neu nhieu nhu nhung phai o sao tai the thi tren trong tu va vao ve voi`
    .trim()
    .split(/\s+/),
);

/** Letters and digits, with what may join the parts of a code between them. */
const CODE = /[\p{L}\p{N}]+(?:[-./_][\p{L}\p{N}]+)*/gu;
const SEPARATOR = /[-./_]/;
/** A code written with blanks: few capitals, a number, perhaps one more letter. */
const SPACED_CODE = /(?<![\p{L}\p{N}])(\p{Lu}{1,4})[ \u00a0](\d{1,6})(?:[ \u00a0]?(\p{Lu}))?(?![\p{L}\p{N}])/gu;
const LONGEST_CODE = 40;
const FILE_ENDING = /\.(?:pdf|docx?|xlsx?|pptx?|md|txt|csv|html?|eml|msg|zip)$/i;
const LONG_WORD = /^\p{L}{9,}$/u;
/** A shorter piece of a code means nothing by itself. */
const SHORT_PIECE = 3;

const CODE_TERM = /^\p{L}+\p{N}/u;

const MARKED = /\P{ASCII}/u;

/** Letters that decide: endings of words differ in every language that has them, codes and numbers count whole. */
const DECIDING = 6;

/** A thing the question is about: the forms in which a text may speak of it, comparable to those of {@link termsOf}. */
export type Term = readonly string[];

/** Other words for one of the question's. */
export interface Expansion {
  term: string;
  means: readonly string[];
}

/** The words of a text in order, comparable: without case, marks and endings; behind the words of a code, the code as one. */
export function termsOf(text: string): string[] {
  return wordsOf(text).map(cut);
}

/** Each word of a text with where it stands, `[start, end]` in UTF-16 units. */
export function placedTerms(text: string): { term: string; start: number; end: number }[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu), ({ 0: word, index }) => ({
    term: cut(folded(word)),
    start: index,
    end: index + word.length,
  }));
}

/** The different terms of a question that tell what it is about; all of them where there are no others. */
export function questionTerms(question: string): string[] {
  const words = wordsOf(question);
  const pieces = new Set(codesOf(question).flatMap((code) => code.split(SEPARATOR)).filter((piece) => piece.length < SHORT_PIECE));
  const telling = words.filter((word) => !GRAMMAR.has(word) && !pieces.has(word));
  return [...new Set((telling.length > 0 ? telling : words).map(cut))];
}

/** The terms of a question with other words for them; those of several words only widen the full-text search. */
export function questionForms(question: string, expansions: readonly Expansion[]): Term[] {
  const others = expansions.map(({ term, means }) => ({ of: new Set(termsOf(term)), forms: means.map(termsOf).flatMap((words) => (words.length === 1 ? words : [])) }));
  return questionTerms(question).map((term) => [...new Set([term, ...others.flatMap(({ of, forms }) => (of.has(term) ? forms : []))])]);
}

/** Whether a term is a code of equipment, a fault or a document: letters and digits in one word. "8bar" is none. */
export const isCodeTerm = ([word = '']: Term): boolean => CODE_TERM.test(word);

const codesOf = (text: string): string[] => joinedCodes(text).match(CODE)?.filter(isCode) ?? [];

/** `P 101 A` as `P-101-A`. */
const joinedCodes = (text: string): string => folded(text.replace(SPACED_CODE, (_, letters: string, digits: string, last?: string) => [letters, digits, last].filter(Boolean).join('-')));

function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const run of joinedCodes(text).match(CODE) ?? []) {
    if (!SEPARATOR.test(run)) words.push(run);
    else {
      const pieces = run.replace(FILE_ENDING, '').split(SEPARATOR);
      words.push(...pieces);
      if (isCode(run)) words.push(pieces.join(''));
    }
  }
  return words;
}

/** Letters and digits joined by signs; the name of a file is none, though it looks like one: it has whole words in it. */
const isCode = (run: string): boolean =>
  SEPARATOR.test(run) && run.length <= LONGEST_CODE && /\p{N}/u.test(run) && /\p{L}/u.test(run) && !FILE_ENDING.test(run) && !run.split(SEPARATOR).some((piece) => LONG_WORD.test(piece));

function folded(text: string): string {
  const lower = text.toLowerCase();
  // Most text has no marks to take off, and looking for them takes longer than all the rest.
  return MARKED.test(lower) ? lower.normalize('NFKD').replace(/\p{M}+/gu, '').replaceAll('đ', 'd') : lower;
}

const cut = (word: string): string => (word.length <= DECIDING || /\p{N}/u.test(word) ? word : word.slice(0, DECIDING));
