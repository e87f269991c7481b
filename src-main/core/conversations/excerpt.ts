import type { Passage, Span } from '#shared/contract/passages.ts';
import { contentWords } from './words.ts';
import { type Sentence, sentencesOf } from './sentences.ts';

const LONGEST = 420;

/**
 * The stretch of a passage, verbatim and at most about 420 characters, that shares most words with a text. A shorter one
 * than `atLeast` is continued with what follows it, so that a heading never stands alone.
 */
export function excerptFor(passage: Passage, about: string, atLeast: number): { quote: string; span: Span } {
  const sentences = sentencesOf(passage.text);
  const wanted = new Set(contentWords(about));
  const [from, to] = continued(sentences, bestRun(sentences, wanted), atLeast);
  const quote = passage.text.slice(from, to);
  const { start, end } = passage.span;
  // Where a continued table repeats its header, text and span differ, and only the whole span is true.
  const exact = passage.text.length === end - start;
  return { quote, span: exact ? { ...passage.span, start: start + from, end: start + to, boxes: null } : passage.span };
}

function continued(sentences: readonly Sentence[], [from, to]: [number, number], atLeast: number): [from: number, to: number] {
  const next = sentences.find(({ start }) => start >= to);
  if (to - from >= atLeast || !next || next.end - from > LONGEST) return [from, to];
  return continued(sentences, [from, next.end], atLeast);
}

function bestRun(sentences: readonly Sentence[], wanted: ReadonlySet<string>): [from: number, to: number] {
  const first = sentences[0];
  if (!first) return [0, 0];
  let best: { from: number; to: number; score: number } = { from: first.start, to: Math.min(first.end, first.start + LONGEST), score: -1 };
  for (let i = 0; i < sentences.length; i++) {
    for (let j = i; j < sentences.length && j < i + 4; j++) {
      const [head, tail] = [sentences[i], sentences[j]];
      if (!head || !tail || (tail.end - head.start > LONGEST && j > i)) break;
      const score = scoreOf(sentences.slice(i, j + 1), wanted) - 0.15 * (j - i);
      if (score > best.score) best = { from: head.start, to: Math.min(tail.end, head.start + LONGEST), score };
    }
  }
  return [best.from, best.to];
}

function scoreOf(run: readonly Sentence[], wanted: ReadonlySet<string>): number {
  const present = new Set(run.flatMap(({ text }) => contentWords(text)));
  let shared = 0;
  for (const word of wanted) if (present.has(word)) shared += /\d/.test(word) ? 2 : 1;
  return shared;
}
