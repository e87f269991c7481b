import type { Passage, Span } from '#shared/contract/passages.ts';
import { quantitiesOf } from './quantities.ts';
import { contentWords } from './words.ts';
import { type Sentence, sentencesOf } from './sentences.ts';

const LONGEST = 420;
/** What words shared with a question for a quantity count where a number with its unit stands beside them. */
const WITH_QUANTITY = 3;
const ASKS_FOR_QUANTITY = /\bhow (?!do\b|to\b|can\b|should\b|is\b|are\b)|\b(?:what|which)\b|\b(?:wie ?viel|wie (?:lange|hoch|oft|schnell|schwer|gro[sß]s?|weit|tief|warm|heiss|heiß)|welche[rsnm]?)\b|bao (?:nhiêu|lâu|xa)|\bmấy\b/i;

/**
 * The stretch of a passage, verbatim and at most about 420 characters, that shares most words with a text. A shorter one
 * than `atLeast` is continued with what follows it, so that a heading never stands alone.
 */
export function excerptFor(passage: Passage, about: string, atLeast: number): { quote: string; span: Span } {
  const sentences = sentencesOf(passage.text);
  const spoken = spokenOf(passage.text, sentences);
  const wanted = new Set(contentWords(about));
  const [from, to] = continued(sentences, bestRun(spoken, wanted, asksForQuantity(about)), atLeast);
  const quote = passage.text.slice(from, to);
  const { start, end } = passage.span;
  // Where a continued table repeats its header, text and span differ, and only the whole span is true.
  const exact = passage.text.length === end - start;
  return { quote, span: exact ? { ...passage.span, start: start + from, end: start + to, boxes: null } : passage.span };
}

const asksForQuantity = (question: string): boolean => ASKS_FOR_QUANTITY.test(question.normalize('NFC'));

function continued(sentences: readonly Sentence[], [from, to]: [number, number], atLeast: number): [from: number, to: number] {
  const next = sentences.find(({ start }) => start >= to);
  if (to - from >= atLeast || !next || next.end - from > LONGEST) return [from, to];
  return continued(sentences, [from, next.end], atLeast);
}

interface Spoken extends Sentence {
  words: readonly string[];
}

/** Each sentence with its words; a row of a table speaks of what its columns are called, too. */
function spokenOf(text: string, sentences: readonly Sentence[]): Spoken[] {
  let columns: readonly string[] | null = null;
  return sentences.map((sentence) => {
    const own = contentWords(sentence.text);
    if (!isRow(text, sentence)) {
      columns = null;
      return { ...sentence, words: own };
    }
    columns ??= own;
    return { ...sentence, words: [...own, ...columns] };
  });
}

/** Whether it stands in a line that has cells. */
function isRow(text: string, { start, end }: Sentence): boolean {
  const next = text.indexOf('\n', end);
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, next === -1 ? undefined : next).includes(' | ');
}

function bestRun(sentences: readonly Spoken[], wanted: ReadonlySet<string>, quantity: boolean): [from: number, to: number] {
  const first = sentences[0];
  if (!first) return [0, 0];
  let best: { from: number; to: number; score: number } = { from: first.start, to: Math.min(first.end, first.start + LONGEST), score: -1 };
  for (let i = 0; i < sentences.length; i++) {
    for (let j = i; j < sentences.length && j < i + 4; j++) {
      const [head, tail] = [sentences[i], sentences[j]];
      if (!head || !tail || (tail.end - head.start > LONGEST && j > i)) break;
      const run = sentences.slice(i, j + 1);
      const factor = quantity && run.some(({ text }) => quantitiesOf(text).length > 0) ? WITH_QUANTITY : 1;
      const score = scoreOf(run, wanted) * factor - 0.15 * (j - i);
      if (score > best.score) best = { from: head.start, to: Math.min(tail.end, head.start + LONGEST), score };
    }
  }
  return [best.from, best.to];
}

function scoreOf(run: readonly Spoken[], wanted: ReadonlySet<string>): number {
  const present = new Set(run.flatMap(({ words }) => words));
  let shared = 0;
  for (const word of wanted) if (present.has(word)) shared += /\d/.test(word) ? 2 : 1;
  return shared;
}
