import type { DocumentPart, ReadResult } from '#core/ports/document-reader.ts';
import { atomsOf } from './chunk-atoms.ts';
import type { Atom } from './chunk-atoms.ts';
import { createHeadingPath } from './chunk-headings.ts';
import { createTableHeaders } from './chunk-table-headers.ts';
import type { TableHeaders } from './chunk-table-headers.ts';
import { estimateTokens } from './chunk-tokens.ts';
import { unitsOf } from './chunk-units.ts';
import type { Unit } from './chunk-units.ts';

/** A passage for search: what is embedded, indexed, quoted and cited. */
export interface Chunk {
  /** Index into the document's parts; `start` and `end` are UTF-16 offsets into that part's text. */
  part: number;
  start: number;
  end: number;
  /** `part.text.slice(start, end)`, with its header rows in front where a table is continued. */
  text: string;
  page: number | null;
  /** Sheet, or headings joined by " > "; null above the first heading. */
  section: string | null;
  /** Title and section, for the index only. */
  context: string;
  /** Estimated word pieces of `text`. */
  tokens: number;
}

export interface ChunkOptions {
  /** Where a chunk is full. */
  targetTokens?: number;
  /** What no chunk ever exceeds. */
  maxTokens?: number;
  /** Share of the target that a chunk of running text repeats from the one before. */
  overlap?: number;
}

const DEFAULTS = { targetTokens: 280, maxTokens: 480, overlap: 0.1 };
/** A chunk this full (share of the target) ends at the next heading; one that is emptier takes the section in. */
const ENOUGH = 0.35;
/** A rest smaller than this share of the target joins the chunk before it. */
const TOO_LITTLE = 0.25;

/**
 * Cuts a document into chunks along its structure. Chunks stay within a part (page, slide, section) and together hold
 * all text that is not blank. Rows, steps and warnings are cut only when they alone exceed `maxTokens`.
 */
export function chunkDocument(result: ReadResult, options: ChunkOptions = {}): Chunk[] {
  return [...chunksByPart(result, options)].flat();
}

/** The same, part by part, so that a long document need not be cut in one go. */
export function* chunksByPart(result: ReadResult, options: ChunkOptions = {}): Generator<Chunk[]> {
  const limits = { ...DEFAULTS, ...options };
  const path = createHeadingPath();
  const headers = createTableHeaders(Math.floor(limits.maxTokens / 4));
  for (const [index, part] of result.parts.entries()) {
    path.enter(part);
    const spans = pack(part, headers, limits);
    yield spans.map((span) => {
      const leading = span.units.findIndex((unit) => unit.block.kind !== 'heading');
      const first = leading < 0 ? span.units.length : leading;
      span.units.slice(0, first).forEach(path.pass);
      const { section } = path;
      span.units.slice(first).forEach(path.pass);
      return toChunk(result.title, part, index, span, section);
    });
  }
}

type Limits = Required<ChunkOptions>;

interface Span {
  units: Unit[];
  tokens: number;
  /** Where the text begins: the first unit, or earlier with an overlap. */
  start: number;
  header: string | null;
}

function toChunk(title: string | null, part: DocumentPart, index: number, span: Span, section: string | null): Chunk {
  const end = span.units.at(-1)?.end ?? span.start;
  const own = part.text.slice(span.start, end);
  const text = span.header === null ? own : `${span.header}\n${own}`;
  const context = [title, section === title ? null : section].filter((step) => step !== null && step !== '').join(' > ');
  return { part: index, start: span.start, end, text, page: part.page, section, context, tokens: estimateTokens(text) };
}

function pack(part: DocumentPart, headers: TableHeaders, limits: Limits): Span[] {
  const units = unitsOf(part, rowRoom(limits));
  const spans: Span[] = [];
  for (const atom of atomsOf(units, part.text, rowRoom(limits))) {
    const open = spans.at(-1);
    if (open !== undefined && takes(open, atom, part, limits)) extend(open, atom, part);
    else spans.push(open === undefined ? begin(atom, headers, part) : overlapped(begin(atom, headers, part), open, part, limits));
    for (const unit of atom.units) headers.pass(unit, part);
  }
  return withoutScrap(spans, part, limits);
}

/** Units leave room for the header rows that may be put in front of them. */
function rowRoom(limits: Limits): number {
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

function takes(open: Span, atom: Atom, part: DocumentPart, limits: Limits): boolean {
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
function overlapped(span: Span, before: Span, part: DocumentPart, limits: Limits): Span {
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
  return starts.find((start) => estimateTokens(text, start, unit.end) <= room) ?? null;
}

/** Joins a small rest at the end of a part to the chunk before it, where that has room. */
function withoutScrap(spans: Span[], part: DocumentPart, limits: Limits): Span[] {
  const last = spans.at(-1);
  const before = spans.at(-2);
  if (last === undefined || before === undefined || last.tokens > limits.targetTokens * TOO_LITTLE) return spans;
  const joined: Span = { ...before, units: [...before.units, ...last.units] };
  joined.tokens = spanTokens(joined, part);
  return joined.tokens > limits.maxTokens ? spans : [...spans.slice(0, -2), joined];
}
