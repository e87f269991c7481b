import { columnIndex } from './sheet-handler.ts';
import type { ZipArchive } from './zip-archive.ts';

export interface MergedCells {
  top: number;
  bottom: number;
  column: number;
}

/** Merged cells stand behind all rows of a sheet, so the sheet is unpacked once more for them; larger ones are not. */
const LARGEST_SHEET = 48 * 1024 * 1024;
const MOST_MERGED = 5_000;

/** Cells of a sheet that are merged downwards (ECMA-376 part 1, 18.3.1.55). */
export function readMerged(archive: ZipArchive, part: string): MergedCells[] {
  const entry = archive.entries().find(({ name }) => name.toLowerCase() === part.toLowerCase());
  if (entry === undefined || entry.size > LARGEST_SHEET) return [];
  const text = archive.read(part);
  const at = text.lastIndexOf('mergeCells count') >= 0 ? text.lastIndexOf('mergeCells count') : text.indexOf('<mergeCells');
  if (at < 0) return [];
  const found: MergedCells[] = [];
  for (const [, first = '', last = ''] of text.toString('utf8', at).matchAll(/mergeCell [^>]{0,40}?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"/g)) {
    const [column, top, bottom] = [columnIndex(first), rowOf(first), rowOf(last)];
    if (column !== null && bottom > top) found.push({ column, top, bottom });
    if (found.length >= MOST_MERGED) break;
  }
  return found;
}

function rowOf(reference: string): number {
  return Number(reference.replace(/^[A-Z]+/, ''));
}

/** Repeats what is merged downwards in each row it stands beside, so that a row says all a person reads in it. */
export function spreadMerged<T>(merged: readonly MergedCells[], empty: T): (cells: T[], row: number) => T[] {
  if (merged.length === 0) return (cells) => cells;
  const waiting = merged.toSorted((a, b) => a.top - b.top);
  let next = 0;
  let open: (MergedCells & { value: T })[] = [];
  return (cells, row) => {
    open = open.filter((one) => one.bottom >= row);
    const filled = [...cells];
    for (const one of open) if ((filled[one.column] ?? empty) === empty) filled[one.column] = one.value;
    for (let one = waiting[next]; one !== undefined && one.top <= row; one = waiting[(next += 1)]) {
      if (one.top === row) open.push({ ...one, value: cells[one.column] ?? empty });
    }
    return Array.from(filled, (cell) => cell ?? empty);
  };
}
