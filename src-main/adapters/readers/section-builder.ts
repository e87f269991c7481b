import { MillwrightError } from '#shared/contract/errors.ts';
import type { DocumentPart, OutlineEntry } from '#core/ports/document-reader.ts';
import { createPartBuilder } from './part-builder.ts';
import type { BlockKind, PartBuilder } from './part-builder.ts';
import { limitError } from './limit-error.ts';
import type { ReaderLimits } from './reader-limits.ts';

/** A part longer than this begins a new one at the next block, so that a screen can show parts one by one. */
const PART_CHARS = 16_000;
/** Longer blocks are cut between words: nothing after this reader has to hold a line of several megabytes. */
const BLOCK_CHARS = 6_000;
const MOST_HEADINGS = 2_000;

/** Builds parts for kinds without pages: a part is what stands between two headings, and knows its heading path. */
export interface SectionBuilder {
  heading(level: number, text: string): void;
  add(kind: BlockKind, text: string): void;
  /** A number for the rows of a new table, unique within the document. */
  newTable(): number;
  readonly firstHeading: string | null;
  /** The headings so far, in order, at most as many as a person would look through. */
  outline(): OutlineEntry[];
  finish(): DocumentPart[];
}

export function createSectionBuilder(limits: ReaderLimits): SectionBuilder {
  const parts: DocumentPart[] = [];
  const headings: OutlineEntry[] = [];
  const path: { level: number; text: string }[] = [];
  let part: PartBuilder = createPartBuilder();
  let hasBody = false;
  let section: string | null = null;
  let firstHeading: string | null = null;
  let tables = 0;
  let chars = 0;

  function close(): void {
    if (part.blockCount === 0) return;
    parts.push(part.build(null, section));
    if (parts.length > limits.parts) throw limitError('sections', limits.parts);
    part = createPartBuilder();
    hasBody = false;
  }

  function append(kind: BlockKind, text: string): void {
    if (part.length > 0 && hasBody && part.length + text.length > PART_CHARS) close();
    if (part.add(kind, text) >= 0) hasBody ||= kind.kind !== 'heading';
  }

  function count(text: string): void {
    chars += text.length;
    if (chars > limits.chars) throw limitError('characters of text', limits.chars);
  }

  return {
    get firstHeading() {
      return firstHeading;
    },
    heading(level, text) {
      const title = text.replace(/\s+/g, ' ').trim();
      if (title === '') return;
      count(title);
      if (hasBody) close();
      firstHeading ??= title;
      if (headings.length < MOST_HEADINGS) headings.push({ title: title.slice(0, 300), level, page: null });
      while (path.length > 0 && (path.at(-1)?.level ?? 0) >= level) path.pop();
      path.push({ level, text: title.slice(0, 160) });
      section = path.map((step) => step.text).join(' > ');
      append({ kind: 'heading', level }, title);
    },
    add(kind, text) {
      const clean = text.trim();
      if (clean === '') return;
      count(clean);
      for (const piece of cutLongText(clean, BLOCK_CHARS)) append(kind, piece);
    },
    newTable() {
      tables += 1;
      return tables;
    },
    outline: () => headings,
    finish() {
      close();
      return parts;
    },
  };
}

/** Cuts a text into pieces of at most `max` characters, after a sentence or a blank where there is one. */
function cutLongText(text: string, max: number): string[] {
  if (text.length <= max) return [text];
  if (max < 2) throw new MillwrightError('INTERNAL', undefined, { detail: 'cutLongText needs room for a surrogate pair' });
  const pieces: string[] = [];
  let from = 0;
  while (text.length - from > max) {
    const to = cutBefore(text, from, from + max);
    pieces.push(text.slice(from, to).trim());
    from = to;
  }
  pieces.push(text.slice(from).trim());
  return pieces.filter((piece) => piece !== '');
}

function cutBefore(text: string, from: number, limit: number): number {
  const half = from + Math.floor((limit - from) / 2);
  // Only this window is searched: in a line of megabytes a search to its beginning would be repeated for every piece.
  const window = text.slice(half, limit);
  for (const mark of ['\n', '. ', ' | ', ' ']) {
    const at = window.lastIndexOf(mark);
    if (at >= 0) return half + at + mark.length;
  }
  const code = text.charCodeAt(limit);
  return code >= 0xdc00 && code <= 0xdfff ? limit - 1 : limit;
}
