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

/** The words of a text in order, comparable: without case, marks and endings. */
export function termsOf(text: string): string[] {
  return (folded(text).match(/[\p{L}\p{N}]+/gu) ?? []).map(cut);
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
  const words = folded(question).match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !GRAMMAR.has(word));
  return [...new Set((telling.length > 0 ? telling : words).map(cut))];
}

/** The terms of a question with other words for them; those of several words only widen the full-text search. */
export function questionForms(question: string, expansions: readonly Expansion[]): Term[] {
  const others = expansions.map(({ term, means }) => ({ of: new Set(termsOf(term)), forms: means.map(termsOf).flatMap((words) => (words.length === 1 ? words : [])) }));
  return questionTerms(question).map((term) => [...new Set([term, ...others.flatMap(({ of, forms }) => (of.has(term) ? forms : []))])]);
}

function folded(text: string): string {
  const lower = text.toLowerCase();
  // Most text has no marks to take off, and looking for them takes longer than all the rest.
  return MARKED.test(lower) ? lower.normalize('NFKD').replace(/\p{M}+/gu, '').replaceAll('đ', 'd') : lower;
}

const cut = (word: string): string => (word.length <= DECIDING || /\p{N}/u.test(word) ? word : word.slice(0, DECIDING));
