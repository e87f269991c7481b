import { contentWords, wordsOf } from './words.ts';

const POINTING = new Set(['it', 'its', 'that', 'this', 'those', 'these', 'they', 'them', 'there', 'same', 'other', 'and', 'also', 'er', 'sie', 'es', 'dies', 'dort', 'und', 'no', 'do', 'con']);

/** What to search for: a question that leans on the one before it ("and for the other pump?") is searched together with it. */
export function searchQuery(question: string, previous: string | null): string {
  if (!previous) return question;
  const words = wordsOf(question);
  const leans = contentWords(question).length <= 2 || words.slice(0, 3).some((word) => POINTING.has(word)) || (words.length <= 7 && words.some((word) => POINTING.has(word)));
  return leans ? `${previous} ${question}` : question;
}
