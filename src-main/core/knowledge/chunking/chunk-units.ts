import type { Block, DocumentPart } from '#core/ports/document-reader.ts';
import { estimateTokens, tokensWithin } from './chunk-tokens.ts';

/** A stretch of a part that is not cut any further: a block, or a piece of one that is longer than a chunk may be. */
export interface Unit {
  start: number;
  end: number;
  tokens: number;
  block: Block;
  /** Piece 2 and on of a block that had to be cut. */
  continued: boolean;
}

/** The units of a part, in order, covering all of its text that is not blank. */
export function* unitsOf(part: DocumentPart, maxTokens: number): Generator<Unit> {
  for (const block of withGaps(part)) yield* pieces(part.text, block, maxTokens);
}

/** Text outside of every block still has to be found: it counts as paragraphs. */
function withGaps(part: DocumentPart): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  for (const block of part.blocks) {
    if (block.start > at) blocks.push({ kind: 'paragraph', start: at, end: block.start });
    blocks.push(block);
    at = Math.max(at, block.end);
  }
  if (at < part.text.length) blocks.push({ kind: 'paragraph', start: at, end: part.text.length });
  return blocks;
}

function* pieces(text: string, block: Block, maxTokens: number): Generator<Unit> {
  let continued = false;
  const end = trimEnd(text, block.start, block.end);
  let start = trimStart(text, block.start, end);
  while (start < end) {
    const { tokens, at } = tokensWithin(text, start, end, maxTokens);
    if (at >= end) {
      yield { start, end, tokens, block, continued };
      return;
    }
    const cut = breakBefore(text, start, Math.max(start + 1, at));
    const stop = trimEnd(text, start, cut);
    yield { start, end: stop, tokens: estimateTokens(text, start, stop), block, continued };
    continued = true;
    start = trimStart(text, cut, end);
  }
}

/** Marks to cut behind, best first: line, sentence, cell, word. Only the later half is looked at. */
const BREAKS = ['\n', '. ', '; ', '\t', ' | ', ' '] as const;

function breakBefore(text: string, start: number, limit: number): number {
  const half = start + Math.floor((limit - start) / 2);
  const window = text.slice(half, limit);
  for (const mark of BREAKS) {
    const at = window.lastIndexOf(mark);
    if (at >= 0 && half + at + mark.length > start) return half + at + mark.length;
  }
  return startsLowSurrogate(text, limit) && limit - 1 > start ? limit - 1 : limit;
}

function startsLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}

function trimStart(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

function isBlank(code: number): boolean {
  return code <= 0x20 || code === 0xa0 || code === 0x3000 || code === 0xfeff || (code >= 0x2000 && code <= 0x200a) || code === 0x2028 || code === 0x2029;
}
