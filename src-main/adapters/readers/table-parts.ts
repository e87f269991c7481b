import type { DocumentPart } from '#core/ports/document-reader.ts';
import { limitError } from './limit-error.ts';
import { createPartBuilder } from './part-builder.ts';
import type { ReaderLimits } from './reader-limits.ts';

const ROWS_PER_PART = 200;
const CHARS_PER_PART = 32_000;

/** Collects the rows of a sheet or a delimited file into parts of some hundred rows. */
export interface TableParts {
  add(cells: readonly string[], header: boolean): void;
  /** The rows after this belong to another table of the same sheet. */
  nextTable(): void;
  finish(): DocumentPart[];
}

/** Counts over all sheets of one file: characters against the limit, and tables so that each has its own number. */
export interface TableCounters {
  chars: number;
  tables: number;
}

/** `section` and `page` are given to every part: a sheet's name and number, or null for a file that is one table. */
export function createTableParts(limits: ReaderLimits, section: string | null, page: number | null = null, counters: TableCounters = { chars: 0, tables: 0 }): TableParts {
  const parts: DocumentPart[] = [];
  let part = createPartBuilder();
  let table = (counters.tables += 1);

  function close(): void {
    if (part.blockCount > 0) parts.push(part.build(page, section));
    if (parts.length > limits.parts) throw limitError('pieces of table', limits.parts);
    part = createPartBuilder();
  }

  return {
    add(cells, header) {
      const text = rowText(cells);
      if (text === '') return;
      counters.chars += text.length;
      if (counters.chars > limits.chars) throw limitError('characters of text', limits.chars);
      if (part.blockCount >= ROWS_PER_PART || part.length + text.length > CHARS_PER_PART) close();
      part.add({ kind: 'table-row', table, header }, text);
    },
    nextTable() {
      table = counters.tables += 1;
    },
    finish() {
      close();
      return parts;
    },
  };
}

/** Cells joined by ` | `; empty ones are left out, since a sheet's empty columns would drown its words. */
export function rowText(cells: readonly string[]): string {
  return cells
    .map((cell) => cell.replace(/\s+/g, ' ').trim())
    .filter((cell) => cell !== '')
    .join(' | ');
}
