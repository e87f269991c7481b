import { MillwrightError } from '#shared/contract/errors.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import type { TableGrid } from '#adapters/readers/table-grid.ts';
import { findHeaderRow } from '#adapters/readers/table-header.ts';
import { readMerged, spreadMerged } from './merged-cells.ts';
import { openWorkbook, type Sheet, type Workbook } from './open-workbook.ts';
import { type CellValue, sheetHandler } from './sheet-handler.ts';
import { parseXmlChunks } from './xml-pass.ts';
import type { ZipArchive } from './zip-archive.ts';

type SheetRow = (CellValue | undefined)[];

/** Rows looked at to find the one that names the columns. */
const HEAD_ROWS = 60;

/** One sheet of a workbook as a table: the one of a name, or the first that is not hidden. Throws `FILE_LIMIT`, and `FILE_UNREADABLE` where there is none of that name. */
export async function sheetGrid(archive: ZipArchive, wanted: string | null, limits: ReaderLimits): Promise<TableGrid> {
  const book = await openWorkbook(archive, limits);
  const sheet = chosen(book, wanted);
  const all = await rowsOf(archive, sheet, book);
  const shown = (row: SheetRow | undefined, at: number): string => {
    const cell = row?.[at];
    return cell === undefined ? '' : book.textOf(cell).trim();
  };
  const places = filledPlaces(all, shown);
  const head = all.slice(0, HEAD_ROWS).map((row) => places.map((at) => shown(row, at)));
  const header = findHeaderRow(head);
  const rows = all.slice(header + 1);
  return {
    header: head[header] ?? [], width: places.length, count: rows.length,
    above: head.slice(0, Math.max(0, header)).map((cells) => cells.filter((cell) => cell !== '').join(' | ')),
    text: (row, column) => shown(rows[row], places[column] ?? -1),
    number(row, column) {
      const cell = rows[row]?.[places[column] ?? -1];
      return cell === undefined ? null : book.numberOf(cell);
    },
    sheet: sheet.name, sheets: book.sheets.map(({ name }) => name),
  };
}

function chosen({ sheets }: Workbook, wanted: string | null): Sheet {
  const sought = wanted?.trim().toLowerCase();
  const found = sought === undefined ? (sheets.find(({ hidden }) => !hidden) ?? sheets[0]) : sheets.find(({ name }) => name.trim().toLowerCase() === sought);
  if (found === undefined) throw new MillwrightError('FILE_UNREADABLE', `There is no sheet "${wanted}". There are: ${sheets.map(({ name }) => name).join(', ')}.`);
  return found;
}

/** The rows that hold anything, with what is merged downwards in each of them. */
async function rowsOf(archive: ZipArchive, { name, target }: Sheet, { textOf }: Workbook): Promise<SheetRow[]> {
  if (!archive.has(target)) throw new MillwrightError('FILE_UNREADABLE', `The sheet "${name}" is missing in the file.`);
  const spread = spreadMerged<CellValue | undefined>(readMerged(archive, target), undefined);
  const rows: SheetRow[] = [];
  await parseXmlChunks(archive.chunks(target), sheetHandler((cells, number) => {
    if (cells.some((cell) => cell !== undefined && textOf(cell).trim() !== '')) rows.push(spread(cells, number));
  }));
  return rows;
}

/** The columns that hold anything. */
function filledPlaces(rows: readonly SheetRow[], shown: (row: SheetRow, at: number) => string): number[] {
  const filled = new Set<number>();
  for (const row of rows) row.forEach((cell, at) => cell !== undefined && !filled.has(at) && shown(row, at) !== '' && filled.add(at));
  return [...filled].toSorted((a, b) => a - b);
}
