import { readFile } from 'node:fs/promises';
import type { Passage } from '#shared/contract/passages.ts';

export interface Place {
  file: string | null;
  page: number | null;
  quote: string | null;
}

export interface Question extends Place {
  id: string;
  question: string;
  kind: 'lookup' | 'procedure' | 'table' | 'multi-doc' | 'unanswerable';
  also?: Place[];
}

export async function readQuestions(path: string): Promise<Question[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line) as Question);
}

export const placesOf = (question: Question): Place[] => [question, ...(question.also ?? [])].filter((place) => place.file !== null);

/** Right file and, where the question names a page, that page or one beside it. */
export function isAt(passage: Passage, place: Place): boolean {
  if (passage.document.filename.normalize('NFC') !== place.file?.normalize('NFC')) return false;
  return place.page === null || (passage.page !== null && Math.abs(passage.page - place.page) <= 1);
}

/** Whether the passage holds the supporting text: most of its words, in runs of three. Stricter than the right page. */
export function holdsQuote(passage: Passage, place: Place): boolean {
  if (place.quote === null || !isAt(passage, { ...place, page: null })) return false;
  const [wanted, there] = [runs(place.quote), new Set(runs(passage.text))];
  return wanted.filter((run) => there.has(run)).length >= 0.6 * wanted.length;
}

function runs(text: string): string[] {
  const words = text.normalize('NFKC').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length < 3 ? [words.join(' ')] : words.slice(2).map((word, n) => `${words[n]} ${words[n + 1]} ${word}`);
}
