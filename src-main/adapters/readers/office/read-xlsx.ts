import type { DocumentPart, ReadResult } from '#core/ports/document-reader.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { findHeaderRow } from '#adapters/readers/table-header.ts';
import { createTableParts } from '#adapters/readers/table-parts.ts';
import type { TableCounters, TableParts } from '#adapters/readers/table-parts.ts';
import { readMerged, spreadMerged } from './merged-cells.ts';
import { openWorkbook, type Sheet } from './open-workbook.ts';
import { readCoreTitle } from './relationships.ts';
import { sheetHandler } from './sheet-handler.ts';
import type { CellValue } from './sheet-handler.ts';
import { parseXmlChunks } from './xml-pass.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Rows looked at before the first part is written, to find the header. */
const HEAD_ROWS = 60;

/** Reads a workbook sheet by sheet as it unpacks (ECMA-376 part 1, 18); only rows that hold something cost anything. */
export async function readXlsx(archive: ZipArchive, limits: ReaderLimits, onProgress: (fraction: number) => void): Promise<ReadResult> {
  const book = await openWorkbook(archive, limits);
  const counters: TableCounters = { chars: 0, tables: 0 };
  const parts: DocumentPart[] = [];
  const warnings: string[] = [];
  for (const [at, sheet] of book.sheets.entries()) {
    if (!archive.has(sheet.target)) warnings.push(`The sheet "${sheet.name}" is missing in the file.`);
    else parts.push(...(await readSheet(archive, sheet, book.textOf, limits, counters)));
    onProgress((at + 1) / book.sheets.length);
  }
  const hidden = book.sheets.filter((sheet) => sheet.hidden).map((sheet) => `"${sheet.name}"`);
  if (hidden.length > 0) warnings.push(`Hidden in the workbook, and read all the same: ${hidden.slice(0, 20).join(', ')}.`);
  const outline = book.sheets.slice(0, 2_000).map(({ name }) => ({ title: name, level: 1, page: null }));
  return { kind: 'xlsx', title: readCoreTitle(archive), pages: book.sheets.length, parts, outline, warnings };
}

async function readSheet(
  archive: ZipArchive,
  sheet: Sheet,
  show: (cell: CellValue) => string,
  limits: ReaderLimits,
  counters: TableCounters,
): Promise<DocumentPart[]> {
  const table = createTableParts(limits, sheet.name, counters);
  const spread = spreadMerged(readMerged(archive, sheet.target), '');
  const head: SheetRow[] = [];
  let headDone = false;
  const endHead = (): void => {
    headDone = true;
    addHead(table, head);
  };
  await parseXmlChunks(
    archive.chunks(sheet.target),
    sheetHandler((values, number) => {
      const cells = spread(values.map((cell) => (cell === undefined ? '' : show(cell))), number);
      if (headDone) table.add(cells, false, number);
      else if (head.push({ cells, number }) >= HEAD_ROWS) endHead();
    }),
  );
  if (!headDone) endHead();
  return table.finish();
}

interface SheetRow {
  cells: string[];
  number: number;
}

function addHead(table: TableParts, rows: readonly SheetRow[]): void {
  const header = findHeaderRow(rows.map((row) => row.cells));
  rows.forEach(({ cells, number }, at) => {
    if (at === header && at > 0) table.nextTable();
    table.add(cells, at === header, number);
  });
}
