const NUMBER = /^[\s(<>≤≥~±+-]*\d[\d\s.,:/()%×x*±–-]*(?:[\p{L}°%µΩ/²³]{0,6})?\)?\s*$/u;

function looksNumeric(cell: string): boolean {
  return NUMBER.test(cell);
}

/**
 * Whether the first of these rows names the columns: it is filled like the rows below, holds words and no numbers,
 * and either some column below holds numbers or its cells are shorter than what they head.
 */
export function firstRowIsHeader(rows: readonly (readonly string[])[]): boolean {
  const first = filled(rows[0] ?? []);
  const below = rows.slice(1, 30).map(filled).filter((row) => row.length > 0);
  if (first.length < 2 || below.length === 0) return false;
  if (first.some((cell) => looksNumeric(cell) || cell.length > 60)) return false;
  if (new Set(first).size < first.length) return false;
  const typical = median(below.map((row) => row.length));
  if (first.length < Math.min(typical, 3)) return false;
  const numericBelow = below.some((row) => row.some(looksNumeric));
  return numericBelow || averageLength([first]) < 0.7 * averageLength(below);
}

/** Index of the header row among the first rows, so that a title or remarks above the table do not hide it; -1 if none. */
export function findHeaderRow(rows: readonly (readonly string[])[]): number {
  const candidates = rows.slice(0, 12);
  const widest = Math.max(0, ...rows.slice(0, 60).map((row) => filled(row).length));
  return candidates.findIndex((row, at) => filled(row).length * 2 >= widest && firstRowIsHeader(rows.slice(at, at + 40)));
}

function filled(row: readonly string[]): string[] {
  return row.map((cell) => cell.trim()).filter((cell) => cell !== '');
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function averageLength(rows: readonly (readonly string[])[]): number {
  const cells = rows.flat();
  return cells.reduce((sum, cell) => sum + cell.length, 0) / Math.max(1, cells.length);
}
