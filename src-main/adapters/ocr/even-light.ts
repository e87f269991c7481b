import type { GrayPicture } from './gray-picture.ts';

/** Wider than any letter's stroke, so that each square holds some paper. */
const SQUARE = 48;
/** Paper that differs less over the page is even enough for one threshold. */
const EVEN = 40;
/** Darker than this it is a picture or a black bar and no shadow: lifting it would make text of its grain. */
const DARKEST_PAPER = 40;

/**
 * Lifts shadows (a book's fold, a photograph's dark corner) to the brightness of the rest: each pixel is divided by the
 * paper around it. Tesseract takes one threshold for the page, and loses a fifth of the words without this.
 */
export function withEvenLight(picture: GrayPicture): GrayPicture {
  const { width, height, data } = picture;
  const columns = Math.max(1, Math.ceil(width / SQUARE));
  const rows = Math.max(1, Math.ceil(height / SQUARE));
  const paper = smooth(paperOf(picture, columns, rows), columns, rows);
  const sorted = paper.toSorted();
  const [dark, bright] = [sorted[Math.floor(sorted.length * 0.05)] ?? 0, sorted[Math.floor(sorted.length * 0.95)] ?? 255];
  if (bright - dark < EVEN) return picture;

  const out = new Uint8Array(data.length);
  for (let y = 0, at = 0; y < height; y += 1) {
    const down = Math.min(rows - 1, Math.max(0, (y + 0.5) / SQUARE - 0.5));
    const top = Math.floor(down) * columns;
    const bottom = Math.min(rows - 1, Math.floor(down) + 1) * columns;
    const belowShare = down - Math.floor(down);
    for (let x = 0; x < width; x += 1, at += 1) {
      const right = Math.min(columns - 1, Math.max(0, (x + 0.5) / SQUARE - 0.5));
      const column = Math.floor(right);
      const next = Math.min(columns - 1, column + 1);
      const share = right - column;
      const above = (paper[top + column] ?? 255) * (1 - share) + (paper[top + next] ?? 255) * share;
      const below = (paper[bottom + column] ?? 255) * (1 - share) + (paper[bottom + next] ?? 255) * share;
      const level = Math.max(DARKEST_PAPER, above * (1 - belowShare) + below * belowShare);
      out[at] = Math.min(255, ((data[at] ?? 0) * 255) / level);
    }
  }
  return { width, height, data: out };
}

/** The brightness nine in ten pixels of a square stay below, from every second one. */
function paperOf({ width, height, data }: GrayPicture, columns: number, rows: number): Float32Array {
  const paper = new Float32Array(columns * rows);
  const counts = new Uint16Array(256);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      counts.fill(0);
      const [right, bottom] = [Math.min(width, (column + 1) * SQUARE), Math.min(height, (row + 1) * SQUARE)];
      let total = 0;
      for (let y = row * SQUARE; y < bottom; y += 2) {
        for (let x = column * SQUARE; x < right; x += 2, total += 1) {
          const value = data[y * width + x] ?? 255;
          counts[value] = (counts[value] ?? 0) + 1;
        }
      }
      let level = 255;
      for (let above = counts[255] ?? 0; above < total / 10 && level > 0; above += counts[level] ?? 0) level -= 1;
      paper[row * columns + column] = level;
    }
  }
  return paper;
}

/** The brightest of the squares around, so that a black bar or a large letter is no shadow, then their mean. */
function smooth(paper: Float32Array, columns: number, rows: number): Float32Array {
  const around = (from: Float32Array, at: number, combine: (values: number[]) => number): number => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const values: number[] = [];
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y += 1) {
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x += 1) values.push(from[y * columns + x] ?? 255);
    }
    return combine(values);
  };
  const brightest = paper.map((_, at) => around(paper, at, (values) => Math.max(...values)));
  return brightest.map((_, at) => around(brightest, at, (values) => values.reduce((sum, value) => sum + value, 0) / values.length));
}
