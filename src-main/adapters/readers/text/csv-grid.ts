import type { TableGrid } from '#adapters/readers/table-grid.ts';
import { csvCells } from './read-csv.ts';

/** What a cell that is a number looks like: not a part number with zeros before it, and no more digits than a number keeps. */
const NUMBER = /^[+-]?(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?$/;
/** The same where `;` stands between cells, because a comma stands in numbers. */
const COMMA_NUMBER = /^[+-]?(?:0|[1-9]\d{0,14})(?:,\d{1,12})?$/;

/** A file of separated values as a table. */
export function csvGrid(content: string): TableGrid {
  const { header, rows, delimiter } = csvCells(content);
  const form = delimiter === ';' ? COMMA_NUMBER : NUMBER;
  const text = (row: number, column: number): string => rows[row]?.[column]?.trim() ?? '';
  return {
    header, text, width: rows.reduce((widest, row) => Math.max(widest, row.length), 0), count: rows.length,
    number(row, column) {
      const shown = text(row, column);
      return form.test(shown) ? Number(shown.replace(',', '.')) : null;
    },
    above: [], sheet: null, sheets: [],
  };
}
