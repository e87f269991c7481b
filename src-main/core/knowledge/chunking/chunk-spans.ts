import type { DocumentPart } from '#core/ports/document-reader.ts';
import { type Atom, atomsOf } from './chunk-atoms.ts';
import type { TableHeaders } from './chunk-table-headers.ts';
import { estimateTokens } from './chunk-tokens.ts';
import { type Unit, unitsOf } from './chunk-units.ts';

export interface ChunkOptions {
  /** Where a chunk is full. */
  targetTokens?: number;
  /** What no chunk ever exceeds. */
  maxTokens?: number;
  /** Share of the target that a chunk of running text repeats from the one before. */
  overlap?: number;
}

export type ChunkLimits = Required<ChunkOptions>;

/** The units of one chunk. */
export interface Span {
  units: Unit[];
  tokens: number;
  /** Where the text begins: the first unit, or earlier with an overlap. */
  start: number;
  header: string | null;
}

/** A chunk this full (share of the target) ends at the next heading; one that is emptier takes the section in. */
const ENOUGH = 0.35;
/** A rest smaller than this share of the target joins the chunk before it. */
const TOO_LITTLE = 0.25;

/** Packs the units of a part into chunks, one by one: a part may be megabytes long. */
export function* spansOf(part: DocumentPart, headers: TableHeaders, limits: ChunkLimits): Generator<Span> {
  let before: Span | undefined;
  let open: Span | undefined;
  for (const atom of atomsOf(unitsOf(part, rowRoom(limits)), part.text, rowRoom(limits))) {
    if (open !== undefined && takes(open, atom, part, limits)) extend(open, atom, part);
    else {
      const next = begin(atom, headers, part);
      if (before !== undefined) yield before;
      before = open;
      open = open === undefined ? next : overlapped(next, open, part, limits);
    }
    for (const unit of atom.units) headers.pass(unit, part);
  }
  yield* withoutScrap(before, open, part, limits);
}

/** Units leave room for the header rows that may be put in front of them. */
function rowRoom(limits: ChunkLimits): number {
  return limits.maxTokens - Math.floor(limits.maxTokens / 4);
}

function begin(atom: Atom, headers: TableHeaders, part: DocumentPart): Span {
  const [first] = atom.units;
  const header = first === undefined ? null : headers.before(first);
  const span: Span = { units: [], tokens: header?.tokens ?? 0, start: first?.start ?? 0, header: header?.text ?? null };
  extend(span, atom, part);
  return span;
}

function extend(span: Span, atom: Atom, part: DocumentPart): void {
  const touching = span.units.at(-1)?.end === atom.units[0]?.start;
  span.units.push(...atom.units);
  // Pieces of one word count as one word again.
  span.tokens = touching ? spanTokens(span, part) : span.tokens + atom.tokens;
}

function spanTokens(span: Span, part: DocumentPart): number {
  const header = span.header === null ? 0 : estimateTokens(span.header);
  return header + estimateTokens(part.text, span.start, span.units.at(-1)?.end ?? span.start);
}

function takes(open: Span, atom: Atom, part: DocumentPart, limits: ChunkLimits): boolean {
  const last = open.units.at(-1);
  const touching = last !== undefined && last.end === atom.units[0]?.start;
  const total = touching ? estimateTokens(part.text, open.start, atom.units.at(-1)?.end) + (open.header === null ? 0 : estimateTokens(open.header)) : open.tokens + atom.tokens;
  if (total > limits.maxTokens) return false;
  const startsSection = atom.units[0]?.block.kind === 'heading';
  if (startsSection && open.tokens >= limits.targetTokens * ENOUGH) return false;
  if (total <= limits.targetTokens) return true;
  return open.tokens < limits.targetTokens * ENOUGH;
}

/** Lets a chunk of running text begin with the last sentences of the one before it. */
function overlapped(span: Span, before: Span, part: DocumentPart, limits: ChunkLimits): Span {
  const last = before.units.at(-1);
  const first = span.units[0];
  const room = Math.min(Math.floor(limits.targetTokens * limits.overlap), limits.maxTokens - span.tokens);
  if (last === undefined || first === undefined || room <= 0 || !isProse(last) || !isProse(first)) return span;
  const start = sentenceStart(part.text, last, room, first.continued);
  if (start === null || start <= before.start) return span;
  const wider: Span = { ...span, start };
  wider.tokens = spanTokens(wider, part);
  return wider.tokens > limits.maxTokens ? span : wider;
}

function isProse(unit: Unit): boolean {
  return unit.block.kind === 'paragraph' || (unit.block.kind === 'code' && unit.continued);
}

/** The earliest sentence of a unit from which on at most `room` tokens are left; a word where a block was cut. */
function sentenceStart(text: string, unit: Unit, room: number, cutBlock: boolean): number | null {
  const from = Math.max(unit.start, unit.end - room * 8);
  const slice = text.slice(from, unit.end);
  const starts = [...slice.matchAll(cutBlock ? /(?<=\s)\S/g : /(?<=[.!?;:]["”)]?\s)\S/g)].map((match) => from + match.index);
  let earliest: number | null = null;
  let tokens = 0;
  for (let end = unit.end, start = starts.pop(); start !== undefined; end = start, start = starts.pop()) {
    tokens += estimateTokens(text, start, end);
    if (tokens > room) break;
    earliest = start;
  }
  return earliest;
}

/** The last two chunks of a part; a small rest joins the chunk before it, where that has room. */
function withoutScrap(before: Span | undefined, last: Span | undefined, part: DocumentPart, limits: ChunkLimits): Span[] {
  const both = [before, last].filter((span) => span !== undefined);
  if (before === undefined || last === undefined || last.tokens > limits.targetTokens * TOO_LITTLE) return both;
  const joined: Span = { ...before, units: [...before.units, ...last.units] };
  joined.tokens = spanTokens(joined, part);
  return joined.tokens > limits.maxTokens ? both : [joined];
}
