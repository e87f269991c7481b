import type { Passage } from '#shared/contract/passages.ts';
import { questionTerms, termsOf } from '#core/knowledge/retrieval/question-terms.ts';

/** Where a passage sends its reader, inside its document (`5.2`, `Table 4`) or to another (`DOC-123`). */
export interface Reference {
  from: Passage;
  /** As it stands: `Table 4`. */
  name: string;
  /** What text there begins with, or its heading. */
  target: RegExp;
  elsewhere: boolean;
}

const SENDING =
  /(?<![\p{L}])(?:see(?:\s+also)?|refer\s+to|shown\s+in|listed\s+in|described\s+in|given\s+in|specified\s+in|defined\s+in|according\s+to|in\s+accordance\s+with|siehe(?:\s+auch)?|s\.|vgl\.|gemäß|laut|nach|xem(?:\s+thêm)?|theo|tại|nêu\s+tại)\s+(?:the\s+|der\s+|dem\s+|den\s+)?/iu;
const PLACE = /^(section|chapter|clause|paragraph|table|figure|fig\.|appendix|annex|abschnitt|kapitel|tabelle|abbildung|bild|anhang|anlage|mục|phần|chương|bảng|hình|phụ\s+lục|điều)\s+((?:[A-Z][.-]?)?\d{1,3}(?:[.-]\d{1,3}){0,4}[a-z]?|[A-Z])(?![\p{L}\p{N}])/iu;
/** A document number: capital letters, then parts with digits. */
const DOCUMENT = /^(?:document\s+|dokument\s+|tài\s+liệu\s+)?(\p{Lu}{2,}[\p{Lu}\p{N}]*(?:[-_./][\p{L}\p{N}]+)*[-_./]?\d[\p{L}\p{N}]*)(?![\p{L}\p{N}])/u;
/** Characters before and behind a reference in which so many words of the question must stand: a passage has many that lead elsewhere. */
const AROUND = 120;
const SHARED = 2;

/** The references of a passage that stand near words of the question, each once. */
export function referencesIn(passage: Passage, question: string): Reference[] {
  const terms = new Set(questionTerms(question));
  const found = new Map<string, Reference>();
  for (const { 0: sent, index } of passage.text.matchAll(new RegExp(SENDING, 'giu'))) {
    const reference = at(passage, index + sent.length);
    const near = passage.text.slice(Math.max(0, index - AROUND), index + sent.length + AROUND);
    const shared = new Set(termsOf(near).filter((term) => terms.has(term))).size;
    if (reference !== null && shared >= Math.min(SHARED, terms.size)) found.set(reference.name.toLowerCase(), reference);
  }
  return [...found.values()];
}

function at(from: Passage, start: number): Reference | null {
  const rest = from.text.slice(start, start + 60);
  const place = PLACE.exec(rest);
  if (place) {
    const [name, word = '', number = ''] = place;
    const label = /^(?:table|figure|fig\.|tabelle|abbildung|bild|bảng|hình)$/iu.test(word) ? `(?:${escaped(word)})\\s+${escaped(number)}` : `(?:${escaped(word)}\\s+)?${escaped(number)}`;
    return { from, name, target: new RegExp(`(?:^|\\n|> )\\W{0,4}${label}(?![\\p{L}\\p{N}]|[.-]\\d)`, 'iu'), elsewhere: false };
  }
  const code = DOCUMENT.exec(rest)?.[1];
  return code === undefined || from.document.filename.includes(code) ? null : { from, name: code, target: new RegExp(`(?<![\\p{L}\\p{N}])${escaped(code).replaceAll(/[-_./]/g, '[-_. /]?')}(?![\\p{L}\\p{N}])`, 'iu'), elsewhere: true };
}

/** Whether a passage is what a reference leads to, and not one that also only refers to it. */
export function isTarget({ from, target, elsewhere }: Reference, { document, section, text, chunkId }: Passage): boolean {
  if (chunkId === from.chunkId) return false;
  if (elsewhere) return document.id !== from.document.id && target.test(document.filename);
  return document.id === from.document.id && (target.test(section ?? '') || target.test(text));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
