import type { Box } from '#shared/contract/passages.ts';
import type { DOCUMENT_KINDS } from '#shared/contract/documents.ts';

export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** A structural unit of a part's text, by UTF-16 offsets into it. Blocks are in reading order and do not overlap. */
export type Block = { start: number; end: number } & (
  | { kind: 'heading'; level: number }
  | { kind: 'paragraph' }
  | { kind: 'list-item'; ordered: boolean }
  | { kind: 'warning' }
  | { kind: 'code' }
  /** One row of a table; rows of one table share `table`. The first `header` rows are repeated in every chunk. */
  | { kind: 'table-row'; table: number; header: boolean }
);

/** A line of text on a page and where it stands. */
export interface TextLine {
  start: number;
  end: number;
  box: Box;
}

/** One page, slide, sheet, or the section between two headings for kinds without pages. */
export interface DocumentPart {
  /** Physical page or slide from 1; null for kinds without pages. */
  page: number | null;
  /** Sheet name, or heading path of a section; null where there is none. */
  section: string | null;
  text: string;
  blocks: Block[];
  /** Null for kinds without positions. */
  lines: TextLine[] | null;
}

export interface ReadResult {
  kind: DocumentKind;
  title: string | null;
  /** Physical pages, slides or sheets; null for kinds without. */
  pages: number | null;
  parts: DocumentPart[];
  /** Sentences for the person who added the document: "Pages 3-5 have no text." */
  warnings: string[];
}

export interface ReadRequest {
  path: string;
  filename: string;
}

/**
 * Reads files in worker threads with limits on time, memory, pages and expansion. Throws a {@link MillwrightError}
 * (`FILE_*`, `READ_TIMEOUT`) with a sentence that names the cause; a worker that crashed or ran over is replaced.
 */
export interface DocumentReader {
  read(request: ReadRequest, signal: AbortSignal, onProgress: (fraction: number) => void): Promise<ReadResult>;
  close(): Promise<void>;
}
