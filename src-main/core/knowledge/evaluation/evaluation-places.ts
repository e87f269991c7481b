import type { EvaluationQuestion } from '#shared/contract/evaluation.ts';
import type { Passage } from '#shared/contract/passages.ts';

/** Where an answer stands. */
export interface Place {
  file: string;
  page: number | null;
  quote: string | null;
}

/** Share of the runs of three words of a quote that a passage must hold: a table or a line end may come between two. */
const ENOUGH = 0.6;

/** The places that answer a question; any of them will do. None for one that has no answer. */
export function placesOf({ file, page, quote, also }: EvaluationQuestion): Place[] {
  if (file === null || file === undefined) return [];
  return [{ file, page, quote }, ...(also ?? [])].map((place) => ({ file: place.file, page: place.page ?? null, quote: place.quote ?? null }));
}

/**
 * Whether a passage stands at a place: the same file by name, whatever the case and the form of its letters, and, where
 * a page is named, that page or one beside it, as an answer often runs on. Without a page the file decides: sections are
 * written in too many ways to compare.
 */
export function isAt(passage: Pick<Passage, 'page'> & { document: Pick<Passage['document'], 'filename'> }, place: Pick<Place, 'file' | 'page'>, pagesOff = 1): boolean {
  if (comparable(passage.document.filename) !== comparable(place.file)) return false;
  return place.page === null || (passage.page !== null && Math.abs(passage.page - place.page) <= pagesOff);
}

/** Whether a passage of the right file holds the supporting words. */
export function holdsQuote(passage: Passage, place: Place): boolean {
  if (place.quote === null || comparable(passage.document.filename) !== comparable(place.file)) return false;
  const wanted = runsOf(place.quote);
  const there = new Set(runsOf(passage.text));
  return wanted.filter((run) => there.has(run)).length >= ENOUGH * wanted.length;
}

const comparable = (filename: string): string => filename.normalize('NFC').toLowerCase();

function runsOf(text: string): string[] {
  const words = text.normalize('NFKC').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length < 3 ? [words.join(' ')] : words.slice(2).map((word, n) => `${words[n]} ${words[n + 1]} ${word}`);
}
