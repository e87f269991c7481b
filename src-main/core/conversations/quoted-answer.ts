import type { Citation, Passage } from '#shared/contract/passages.ts';
import { citationFrom } from './citations.ts';

const QUOTED = 4;
/** Characters a quote that has to stand for an answer should have, if the passage has them. */
const QUOTE_LENGTH = 220;
const NEAREST = 'These passages come nearest:';

/** The answer without a language model: the best passages as they stand, each with its source, and why there is no more. */
export function quotedAnswer(question: string, passages: readonly Passage[], searched: number, reason: string): { content: string; citations: Citation[] } {
  if (passages.length === 0) return { content: nothingFound(searched), citations: [] };
  const { quotes, citations } = quoted(question, passages);
  return { content: `${quotes}\n\n${reason}`, citations };
}

/** The answer where no passage looks like one: that it is so, and what comes nearest. */
export function nearestAnswer(question: string, passages: readonly Passage[], searched: number): { content: string; citations: Citation[] } {
  if (passages.length === 0) return { content: nothingFound(searched), citations: [] };
  const { quotes, citations } = quoted(question, passages);
  return { content: `${nothingFound(searched)} ${NEAREST}\n\n${quotes}`, citations };
}

function quoted(question: string, passages: readonly Passage[]): { quotes: string; citations: Citation[] } {
  const citations = passages.slice(0, QUOTED).map((passage, index) => citationFrom(index + 1, passage, question, QUOTE_LENGTH));
  const quotes = citations.map((citation) => `${blockQuote(citation.quote)}\n\n${placeOf(citation)} [${citation.n}]`);
  return { quotes: quotes.join('\n\n'), citations };
}

function nothingFound(searched: number): string {
  return searched === 0
    ? 'There is no document here that you may read. Add documents, or look in more of them, then ask again.'
    : `Nothing in the ${searched} documents that were searched answers this.`;
}

function placeOf({ document, page, section }: Citation): string {
  const place = page === null ? section : `page ${page}`;
  return place ? `${document.filename}, ${place}` : document.filename;
}

function blockQuote(text: string): string {
  return text.split('\n').map((line) => `> ${line}`).join('\n');
}
