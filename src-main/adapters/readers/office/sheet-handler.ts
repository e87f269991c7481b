import type { XmlHandler } from './xml-pass.ts';

export interface CellValue {
  /** `s` shared string, `n` number, `b` boolean, others hold their text (`str`, `inlineStr`, `e`, `d`). */
  type: string;
  style: number;
  raw: string;
}

/** Excel's own limit; a reference beyond it is no reason to allocate. */
const MAX_COLUMNS = 16_384;

/** Hands over each row that holds a value, cells at their column's index (sparse), with formulas' cached results and the row's number. */
export function sheetHandler(onRow: (cells: (CellValue | undefined)[], row: number) => void): XmlHandler {
  let row: (CellValue | undefined)[] = [];
  let cell: CellValue | null = null;
  let column = 0;
  let number = 0;
  let reading = false;
  let phonetic = 0;
  let filled = false;
  return {
    open(name, attributes) {
      if (name === 'row') {
        row = [];
        column = 0;
        number = rowNumber(attributes['r'], number + 1);
        filled = false;
      } else if (name === 'c') {
        column = columnIndex(attributes['r']) ?? column;
        cell = { type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0), raw: '' };
      } else if (name === 'rPh') phonetic += 1;
      else if (name === 'v' || name === 't') reading = cell !== null && phonetic === 0;
    },
    close(name) {
      if (name === 'v' || name === 't') reading = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'c') {
        if (cell !== null && cell.raw !== '' && column < MAX_COLUMNS) {
          row[column] = cell;
          filled = true;
        }
        column += 1;
        cell = null;
      } else if (name === 'row' && filled) onRow(Array.from(row), number);
    },
    text(data) {
      if (reading && cell !== null) cell.raw += data;
    },
  };
}

/** Rows count on from the one before where they do not say their number. */
function rowNumber(given: string | undefined, next: number): number {
  const number = Number(given);
  return Number.isInteger(number) && number > 0 ? number : next;
}

/** `AB12` -> 27; null for a reference that is none. */
export function columnIndex(reference: string | undefined): number | null {
  if (reference === undefined) return null;
  let index = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const code = reference.charCodeAt(at) & ~32;
    if (code < 65 || code > 90) break;
    index = index * 26 + (code - 64);
    if (index > MAX_COLUMNS * 26) return null;
  }
  return index === 0 ? null : index - 1;
}
