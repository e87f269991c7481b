import { type CellRange, shownRange, unitedRange } from '#shared/cell-range.ts';
import type { DocumentPart } from '#core/ports/document-reader.ts';
import type { Unit } from './chunk-units.ts';

/** The range of cells that the rows of a chunk stand in, with their sheet (`Pumps!A4:F9`); null where the part is no sheet. */
export function cellsOf(part: DocumentPart, units: readonly Unit[]): string | null {
  let range: CellRange | null = null;
  for (const { block } of units) {
    if (block.kind !== 'table-row' || block.cells === undefined) return null;
    const { row, left, right } = block.cells;
    const own = { top: row, bottom: row, left, right };
    range = range === null ? own : unitedRange(range, own);
  }
  return range === null ? null : shownRange(range, sheetOf(part.section));
}

function sheetOf(section: string | null): string | null {
  const mark = section?.lastIndexOf('!') ?? -1;
  return section === null || mark < 0 ? null : section.slice(0, mark);
}
