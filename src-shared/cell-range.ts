/** Cells of a sheet: rows from 1 as its program shows them, columns from 0. */
export interface CellRange {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** The least range that holds both. */
export function unitedRange(a: CellRange, b: CellRange): CellRange {
  return { top: Math.min(a.top, b.top), bottom: Math.max(a.bottom, b.bottom), left: Math.min(a.left, b.left), right: Math.max(a.right, b.right) };
}

/** `A2:F40`, with its sheet in front where there is one: `Pumps!A2:F40`. */
export function shownRange({ top, bottom, left, right }: CellRange, sheet: string | null): string {
  const range = `${columnName(left)}${top}:${columnName(right)}${bottom}`;
  return sheet === null ? range : `${sheet}!${range}`;
}

/** 0 -> `A`, 26 -> `AA`. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${columnName(Math.floor(index / 26) - 1)}${letter}`;
}
