import type { DocumentPart } from '#core/ports/document-reader.ts';
import { cellsOf } from './chunk-cells.ts';
import { createHeadingPath } from './chunk-headings.ts';
import { type ChunkLimits, type ChunkOptions, type Span, spansOf } from './chunk-spans.ts';
import { createTableHeaders } from './chunk-table-headers.ts';

/** A passage for search: what is embedded, indexed, quoted and cited. */
export interface Chunk {
  /** Index into the document's parts; `start` and `end` are UTF-16 offsets into that part's text. */
  part: number;
  start: number;
  end: number;
  /** `part.text.slice(start, end)`, with its header rows in front where a table is continued. */
  text: string;
  page: number | null;
  /** Sheet with the cells of the chunk, or headings joined by " > "; null above the first heading. */
  section: string | null;
  /** Estimated word pieces of `text`. */
  tokens: number;
}

const DEFAULTS: ChunkLimits = { targetTokens: 280, maxTokens: 480, overlap: 0.1 };

/** Cuts a document part by part as it is read. Headings and table headers carry over to the parts that follow. */
export interface Chunker {
  /**
   * The chunks of the next part, one by one so that a long part need not be cut in one go. Take all of them before the
   * next part. Chunks stay within a part and together hold all its text that is not blank.
   */
  chunksOf(part: DocumentPart, index: number): Generator<Chunk>;
  /** Goes on below a section that is known from elsewhere, until a heading says otherwise. */
  goOnBelow(section: string | null): void;
}

/** Rows, steps and warnings are cut only when they alone exceed `maxTokens`. */
export function createChunker(options: ChunkOptions = {}): Chunker {
  const limits = { ...DEFAULTS, ...options };
  const path = createHeadingPath();
  const headers = createTableHeaders(Math.floor(limits.maxTokens / 4));
  return {
    goOnBelow: path.goOnBelow,
    *chunksOf(part, index) {
      path.enter(part);
      for (const span of spansOf(part, headers, limits)) {
        const leading = span.units.findIndex((unit) => unit.block.kind !== 'heading');
        const first = leading < 0 ? span.units.length : leading;
        span.units.slice(0, first).forEach(path.pass);
        const { section } = path;
        span.units.slice(first).forEach(path.pass);
        yield toChunk(part, index, span, section);
      }
    },
  };
}

function toChunk(part: DocumentPart, index: number, span: Span, section: string | null): Chunk {
  const end = span.units.at(-1)?.end ?? span.start;
  const own = part.text.slice(span.start, end);
  const text = span.header === null ? own : `${span.header}\n${own}`;
  return { part: index, start: span.start, end, text, page: part.page, section: cellsOf(part, span.units) ?? section, tokens: span.tokens };
}
