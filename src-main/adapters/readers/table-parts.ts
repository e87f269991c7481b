import { type CellRange, shownRange, unitedRange } from '#shared/cell-range.ts';
import type { DocumentPart, RowCells } from '#core/ports/document-reader.ts';
import { limitError } from './limit-error.ts';
import { createPartBuilder } from './part-builder.ts';
import type { ReaderLimits } from './reader-limits.ts';

/** Few enough that a part is read at a glance. */
const ROWS_PER_PART = 40;
const CHARS_PER_PART = 32_000;

/** Collects the rows of a sheet or a delimited file into parts of some rows, each with the range of its cells. */
export interface TableParts {
  /** `row` is the number of the row as its program shows it, from 1. */
  add(cells: readonly string[], header: boolean, row: number): void;
  /** The rows after this belong to another table of the same sheet. */
  nextTable(): void;
  finish(): DocumentPart[];
}

/** Counts over all sheets of one file: characters against the limit, and tables so that each has its own number. */
export interface TableCounters {
  chars: number;
  tables: number;
}

/** `sheet` stands before every range; null for a file that is one table. */
export function createTableParts(limits: ReaderLimits, sheet: string | null, counters: TableCounters = { chars: 0, tables: 0 }): TableParts {
  const parts: DocumentPart[] = [];
  let part = createPartBuilder();
  let table = (counters.tables += 1);
  let range: CellRange | null = null;

  function close(): void {
    if (part.blockCount > 0 && range !== null) parts.push(part.build(null, shownRange(range, sheet)));
    if (parts.length > limits.parts) throw limitError('pieces of table', limits.parts);
    part = createPartBuilder();
    range = null;
  }

  return {
    add(cells, header, row) {
      const text = rowText(cells);
      if (text === '') return;
      counters.chars += text.length;
      if (counters.chars > limits.chars) throw limitError('characters of text', limits.chars);
      if (part.blockCount >= ROWS_PER_PART || part.length + text.length > CHARS_PER_PART) close();
      const own = rowCells(cells, row);
      part.add({ kind: 'table-row', table, header, cells: own }, text);
      const { left, right } = own;
      range = unitedRange(range ?? { top: row, bottom: row, left, right }, { top: row, bottom: row, left, right });
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

function rowCells(cells: readonly string[], row: number): RowCells {
  return { row, left: cells.findIndex((cell) => cell.trim() !== ''), right: cells.findLastIndex((cell) => cell.trim() !== '') };
}

/** Cells joined by ` | `; empty ones are left out, since a sheet's empty columns would drown its words. */
export function rowText(cells: readonly string[]): string {
  return cells
    .map((cell) => cell.replace(/\s+/g, ' ').trim())
    .filter((cell) => cell !== '')
    .join(' | ');
}
