import { readFile } from 'node:fs/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { TableCell, TableRequest, TableRows } from '#core/ports/document-reader.ts';
import { detectKind } from './detect-kind.ts';
import type { ReaderLimits } from './reader-limits.ts';
import { csvCells } from './text/read-csv.ts';

/** What a cell that is a number looks like: not a part number with zeros before it, and no more digits than a number keeps. */
const NUMBER = /^[+-]?(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?$/;
/** The same where `;` stands between cells, because a comma stands in numbers. */
const COMMA_NUMBER = /^[+-]?(?:0|[1-9]\d{0,14})(?:,\d{1,12})?$/;

/** Rows of a file of separated values, cell by cell. */
export async function readTable({ path, filename, columns: wanted, holding, from, most }: TableRequest, limits: ReaderLimits): Promise<TableRows> {
  const file = detectKind(await readFile(path), filename, limits);
  if (file.kind !== 'csv') throw new MillwrightError('FILE_UNREADABLE', 'This document is no file of separated values (CSV), so it has no rows to give.');
  const { header, rows, delimiter } = csvCells(file.text);
  const known = columnNames(header, rows.reduce((widest, row) => Math.max(widest, row.length), 0));
  const indexOf = (name: string): number => {
    const at = known.findIndex((each) => each.toLowerCase() === name.trim().toLowerCase());
    if (at < 0) throw new MillwrightError('FILE_UNREADABLE', `There is no column "${name}". There are: ${known.join(', ')}.`);
    return at;
  };
  const places = wanted.length === 0 ? known.map((_, at) => at) : wanted.map(indexOf);
  const found = holding === null ? rows : rows.filter(holds(indexOf(holding.column), holding.text));
  const read = places.map((at) => cellReader(rows, at, delimiter === ';' ? COMMA_NUMBER : NUMBER));
  const given = found.slice(from, from + most).map((row) => places.map((at, nth) => read[nth]?.(row[at] ?? '') ?? null));
  return { known, columns: places.map((at) => known[at] ?? ''), rows: given, total: found.length };
}

/** Each by a name of its own. */
function columnNames(header: readonly string[], width: number): string[] {
  const names: string[] = [];
  for (let at = 0; at < width; at += 1) {
    const name = header[at]?.trim() || `Column ${at + 1}`;
    names.push(names.includes(name) ? `${name} (${at + 1})` : name);
  }
  return names;
}

function holds(at: number, text: string): (row: readonly string[]) => boolean {
  const sought = text.trim().toLowerCase();
  return (row) => (row[at] ?? '').toLowerCase().includes(sought);
}

function cellReader(rows: readonly (readonly string[])[], at: number, form: RegExp): (cell: string) => TableCell {
  const numeric = rows.every((row) => (row[at] ?? '').trim() === '' || form.test((row[at] ?? '').trim()));
  return (cell) => {
    const text = cell.trim();
    if (text === '') return null;
    return numeric ? Number(text.replace(',', '.')) : text;
  };
}
