import type { Box } from '#shared/contract/passages.ts';
import type { DOCUMENT_KINDS } from '#shared/contract/document-types.ts';

export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** A structural unit of a part's text, by UTF-16 offsets into it. Blocks are in reading order and do not overlap. */
export type Block = { start: number; end: number } & (
  | { kind: 'heading'; level: number }
  | { kind: 'paragraph' }
  | { kind: 'list-item'; ordered: boolean }
  | { kind: 'warning' }
  | { kind: 'code' }
  /** One row of a table; rows of one table share `table`. The first `header` rows are repeated in every chunk. */
  | { kind: 'table-row'; table: number; header: boolean; cells?: RowCells }
);

/** Where a row stands in its sheet: its number from 1, and its first and last filled columns from 0. */
export interface RowCells {
  row: number;
  left: number;
  right: number;
}

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
  /** Sheet with its cells (`Pumps!A2:F40`), or heading path of a section; null where there is none. */
  section: string | null;
  text: string;
  blocks: Block[];
  /** Null for kinds without positions. */
  lines: TextLine[] | null;
  /** Why the page has to be recognised from its picture; absent where its text can be used. */
  recognise?: 'no-text' | 'garbled';
}

/** An entry of a document's own table of contents, or a heading where it has none. */
export interface OutlineEntry {
  title: string;
  /** From 1. */
  level: number;
  /** Physical page from 1; null for kinds without pages or where the target is unknown. */
  page: number | null;
}

/** A file inside another one (an archive's entry, a mail's attachment), unpacked into the scratch folder of the request. */
export interface Attachment {
  /** With its path inside the container; shown, never used as a path. */
  filename: string;
  path: string;
  sizeBytes: number;
}

/** What is known of a document once all of it was read. */
export interface ReadSummary {
  kind: DocumentKind;
  title: string | null;
  /** Physical pages, slides or sheets; null for kinds without. */
  pages: number | null;
  outline?: OutlineEntry[];
  /** Labels printed on or given to the pages ("iv", "A-3"), by physical page; absent where they are the page numbers. */
  pageLabels?: string[];
  attachments?: Attachment[];
  /** Sentences for the person who added the document: "Pages 3-5 have no text." */
  warnings: string[];
}

/** A document read as a whole: what is known of it, and its parts in order. */
export interface ReadResult extends ReadSummary {
  parts: DocumentPart[];
}

/** What a reader tells while it reads. */
export type ReadEvent =
  /** Of the whole file, 0..1. */
  | { type: 'progress'; fraction: number }
  /** The next parts, in order, and the document's title as far as it is known by now. The reader waits until they are taken. */
  | { type: 'parts'; parts: DocumentPart[]; title?: string | null };

/** A file to read. Its kind is found from its bytes and its name. */
export interface ReadRequest {
  path: string;
  filename: string;
  /** An empty folder for what has to be unpacked; without one, files inside the file are told of and left alone. */
  scratch?: string;
  /** How many files this one was unpacked from: 1 for an entry of an archive, 2 for one of an archive in it. 0 by default. */
  depth?: number;
}

/** A page to draw. */
export interface PageImageRequest {
  path: string;
  filename: string;
  /** Physical page from 1; 1 for a picture. */
  page: number;
  /** Width of the picture in pixels; the height follows from the page. */
  width: number;
}

/** Rows of a file that is one table, or of one sheet of a workbook. */
export interface TableRequest {
  path: string;
  filename: string;
  /** Of a workbook: the name of the sheet; null for its first one, and for a file without sheets. */
  sheet: string | null;
  /** Names of the columns that are wanted; all of them where it is empty. */
  columns: readonly string[];
  /** Only rows whose cell in this column holds this text, whatever the case; null for all rows. */
  holding: { column: string; text: string } | null;
  /** Of the rows that are wanted, how many to leave out first, and how many to give at most. */
  from: number;
  most: number;
}

/** Null for an empty cell. */
export type TableCell = string | number | null;

/** Rows of a file that is one table, as they were asked for. */
export interface TableRows {
  /** All columns of the table, in order. */
  known: string[];
  /** Those of `rows`. */
  columns: string[];
  /** Numbers where a column holds nothing else; null for an empty cell. */
  rows: TableCell[][];
  /** Rows that are wanted, given or not. */
  total: number;
  /** What stands above the row that names the columns: titles, remarks. */
  above: string[];
  /** Of a workbook: the sheet they are of, and what sheets there are. */
  sheet: string | null;
  sheets: string[];
}

/** A page as a picture. */
export interface PageImage {
  width: number;
  height: number;
  /** PNG, 8 bits a sample. */
  png: Uint8Array;
}

/**
 * Reads files in worker threads with limits on time, memory, pages and expansion. Throws a {@link MillwrightError}
 * (`FILE_*`, `READ_TIMEOUT`) with a sentence that names the cause; a worker that crashed or ran over is replaced.
 */
export interface DocumentReader {
  /** Reads a file from beginning to end; leaving the loop early stops it. */
  read(request: ReadRequest, signal: AbortSignal): AsyncGenerator<ReadEvent, ReadSummary, void>;
  /** Draws a page of a PDF or a picture. Throws `FILE_UNREADABLE` where there is no such page. */
  pageImage(request: PageImageRequest, signal: AbortSignal): Promise<PageImage>;
  /** Gives rows of a file of separated values (CSV) or of a sheet of a workbook (XLSX). Throws `FILE_UNREADABLE` for other kinds, and for a sheet or column that is not there. */
  table(request: TableRequest, signal: AbortSignal): Promise<TableRows>;
  close(): Promise<void>;
}
