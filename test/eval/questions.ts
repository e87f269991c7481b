import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Passage } from '#shared/contract/passages.ts';

export interface Place {
  file: string | null;
  page: number | null;
  quote: string | null;
  /** The quote as {@link marksOf} gives it, where its text is not ours to keep. */
  marks?: string[];
  /** The heading path the passage must stand under; only known-item probes have one. */
  under?: string;
}

export interface Question extends Place {
  id: string;
  question: string;
  kind: string;
  also?: Place[];
}

export async function readQuestions(path: string): Promise<Question[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line) as Question).filter(({ file }) => file !== null);
}

/** The answerable questions that come with the sample plant. */
export async function readSampleQuestions(path: string): Promise<Question[]> {
  const { questions } = JSON.parse(await readFile(path, 'utf8')) as { questions: (Omit<Question, 'id' | 'kind'> & { also?: Partial<Place>[] })[] };
  const whole = (place: Partial<Place>): Place => ({ file: null, page: null, quote: null, ...place });
  return questions
    .map((question, at): Question => ({ ...question, id: `sample-${at + 1}`, kind: 'sample', also: (question.also ?? []).map(whole) }))
    .filter(({ file }) => file !== null);
}

export const placesOf = (question: Question): Place[] => [question, ...(question.also ?? [])].filter((place) => place.file !== null);

/** Right file and, where the question names a page, that page or one beside it. */
export function isAt(passage: Passage, place: Place): boolean {
  if (passage.document.filename.normalize('NFC') !== place.file?.normalize('NFC')) return false;
  if (place.under !== undefined) return passage.section === place.under || passage.section?.startsWith(`${place.under} > `) === true;
  return place.page === null || (passage.page !== null && Math.abs(passage.page - place.page) <= 1);
}

/** Whether the passage holds the supporting text: most of its words, in runs of three. Stricter than the right page. */
export function holdsQuote(passage: Passage, place: Place): boolean {
  const wanted = place.marks ?? (place.quote === null ? null : marksOf(place.quote));
  if (wanted === null || !isAt(passage, { ...place, page: null })) return false;
  const there = new Set(marksOf(passage.text));
  return wanted.filter((mark) => there.has(mark)).length >= 0.6 * wanted.length;
}

/** Each run of three words as the beginning of its SHA-256: enough to find a text again, not to read it. */
export function marksOf(text: string): string[] {
  return runs(text).map((run) => createHash('sha256').update(run).digest('hex').slice(0, 12));
}

export const wordsOf = (text: string): string[] => text.normalize('NFKC').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function runs(text: string): string[] {
  const words = wordsOf(text);
  return words.length < 3 ? [words.join(' ')] : words.slice(2).map((word, n) => `${words[n]} ${words[n + 1]} ${word}`);
}
