import type { Citation, Passage } from '#shared/contract/passages.ts';
import { excerptFor } from './excerpt.ts';
import { sentencesOf } from './sentences.ts';

const LONGER_THAN_A_HEADING = 30;
const MARK = /\[(\d{1,2}(?:\s*,\s*\d{1,2})*)\]/g;

/** Numbers in brackets of a text, in order of appearance, each once. */
export function citedNumbers(text: string): number[] {
  const numbers = Array.from(text.matchAll(MARK), ([, list]) => (list ?? '').split(',').map(Number)).flat();
  return [...new Set(numbers)];
}

/** Drops citation marks that point to no passage: a model may invent a number, a reader must never click on one. */
export function withoutFalseMarks(text: string, passages: number): string {
  return text.replace(MARK, (_, list: string) => {
    const real = list.split(',').map(Number).filter((n) => n >= 1 && n <= passages);
    return real.length > 0 ? real.map((n) => `[${n}]`).join('') : '';
  });
}

/** A text without citation marks. */
export const withoutMarks = (text: string): string => text.replace(MARK, '');

/** The passages an answer cites, each with the stretch of it that the citing sentences rest on. */
export function citationsOf(answer: string, passages: readonly Passage[]): Citation[] {
  const sentences = sentencesOf(answer);
  return citedNumbers(answer).flatMap((n) => {
    const passage = passages[n - 1];
    if (!passage) return [];
    const citing = sentences.filter(({ text }) => citedNumbers(text).includes(n)).map(({ text }) => text).join(' ');
    return [citationFrom(n, passage, citing, LONGER_THAN_A_HEADING)];
  });
}

export function citationFrom(n: number, passage: Passage, about: string, atLeast: number): Citation {
  const { chunkId, document, page, section, label } = passage;
  return { n, chunkId, document, page, section, label, ...excerptFor(passage, about, atLeast) };
}
