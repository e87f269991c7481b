import { readFile } from 'node:fs/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { TableCell, TableRequest, TableRows } from '#core/ports/document-reader.ts';
import { detectKind } from './detect-kind.ts';
import { sheetGrid } from './office/sheet-grid.ts';
import type { ReaderLimits } from './reader-limits.ts';
import type { TableGrid } from './table-grid.ts';
import { csvGrid } from './text/csv-grid.ts';

/** Names of sheets that are told. */
const MOST_SHEETS = 200;

/** Rows of a file of separated values, or of one sheet of a workbook, cell by cell. */
export async function readTable({ path, filename, sheet, columns: wanted, holding, from, most }: TableRequest, limits: ReaderLimits): Promise<TableRows> {
  const grid = await gridOf(path, filename, sheet, limits);
  const known = columnNames(grid);
  const indexOf = (name: string): number => {
    const at = known.findIndex((each) => each.toLowerCase() === name.trim().toLowerCase());
    if (at < 0) throw new MillwrightError('FILE_UNREADABLE', `There is no column "${name}". There are: ${known.join(', ')}.`);
    return at;
  };
  const places = wanted.length === 0 ? known.map((_, at) => at) : wanted.map(indexOf);
  const all = Array.from({ length: grid.count }, (_, row) => row);
  const found = holding === null ? all : all.filter(holds(grid, indexOf(holding.column), holding.text));
  const read = places.map((at) => cellReader(grid, all, at));
  return {
    known, columns: places.map((at) => known[at] ?? ''), rows: found.slice(from, from + most).map((row) => read.map((cell) => cell(row))), total: found.length,
    above: [...grid.above], sheet: grid.sheet, sheets: grid.sheets.slice(0, MOST_SHEETS),
  };
}

async function gridOf(path: string, filename: string, sheet: string | null, limits: ReaderLimits): Promise<TableGrid> {
  const file = detectKind(await readFile(path), filename, limits);
  if (file.kind === 'xlsx') return sheetGrid(file.archive, sheet, limits);
  if (file.kind !== 'csv') throw new MillwrightError('FILE_UNREADABLE', 'This document is neither a file of separated values (CSV) nor a workbook (XLSX), so it has no rows to give.');
  if (sheet !== null) throw new MillwrightError('FILE_UNREADABLE', 'This document is one table and has no sheets. Ask for it without one.');
  return csvGrid(file.text);
}

/** Each by a name of its own. */
function columnNames({ header, width }: TableGrid): string[] {
  const names: string[] = [];
  for (let at = 0; at < width; at += 1) {
    const name = header[at]?.trim() || `Column ${at + 1}`;
    names.push(names.includes(name) ? `${name} (${at + 1})` : name);
  }
  return names;
}

function holds({ text: textAt }: TableGrid, column: number, text: string): (row: number) => boolean {
  const sought = text.trim().toLowerCase();
  return (row) => textAt(row, column).toLowerCase().includes(sought);
}

/** Numbers where a column holds nothing else, so that a chart can be drawn of it; otherwise what is shown. */
function cellReader({ text, number }: TableGrid, rows: readonly number[], column: number): (row: number) => TableCell {
  const numeric = rows.every((row) => number(row, column) !== null || text(row, column) === '');
  return (row) => (numeric ? number(row, column) : text(row, column) || null);
}
