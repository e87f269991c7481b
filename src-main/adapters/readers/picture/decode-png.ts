import { inflateSync } from '#adapters/worker-thread/zlib.ts';
import type { Pixels } from './pixels.ts';

/** Samples of a pixel by colour type (PNG 3, 11.2.1): grey, -, RGB, palette, grey and alpha, -, RGB and alpha. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const PASSES: readonly (readonly [x: number, y: number, dx: number, dy: number])[] = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

interface Header {
  width: number;
  height: number;
  depth: number;
  colour: number;
  samples: number;
  palette: Buffer;
  transparency: Buffer;
}

/** Decodes PNG (ISO/IEC 15948), unpacking no more than the size in its header can need. Throws `Error` or `RangeError` where it is damaged. */
export function decodePng(bytes: Buffer): Pixels {
  const chunks = readChunks(bytes);
  const ihdr = chunks.get('IHDR')?.[0];
  if (ihdr === undefined) throw new Error('no header');
  const [width, height, depth, colour] = [ihdr.readUInt32BE(0), ihdr.readUInt32BE(4), ihdr.readUInt8(8), ihdr.readUInt8(9)];
  const samples = SAMPLES[colour];
  if (samples === undefined || ![1, 2, 4, 8, 16].includes(depth)) throw new Error('unknown colours');
  const empty = Buffer.alloc(0);
  const header: Header = { width, height, depth, colour, samples, palette: chunks.get('PLTE')?.[0] ?? empty, transparency: chunks.get('tRNS')?.[0] ?? empty };
  const passes = ihdr.readUInt8(12) === 1 ? PASSES : ([[0, 0, 1, 1]] as const);
  const sizes = passes.map(([x, y, dx, dy]) => ({ w: Math.ceil((width - x) / dx), h: Math.ceil((height - y) / dy) }));
  const expected = sizes.reduce((sum, { w, h }) => (w < 1 || h < 1 ? sum : sum + h * (1 + rowBytes(header, w))), 0);
  const packed = Buffer.concat(chunks.get('IDAT') ?? []);
  const raw = inflateSync(packed, { maxOutputLength: Math.max(1, expected) + 64, finishFlush: 2 });
  const rgba = new Uint8Array(width * height * 4);
  let from = 0;
  passes.forEach(([x0, y0, dx, dy], n) => {
    const { w = 0, h = 0 } = sizes[n] ?? {};
    if (w < 1 || h < 1) return;
    const length = rowBytes(header, w);
    let before = new Uint8Array(length);
    for (let y = 0; y < h && from + 1 + length <= raw.length; y += 1) {
      const row = raw.subarray(from + 1, from + 1 + length);
      unfilter(row, before, raw[from] ?? 0, Math.max(1, (header.samples * depth) >> 3));
      from += 1 + length;
      before = row;
      for (let x = 0; x < w; x += 1) putPixel(header, row, x, rgba, ((y0 + y * dy) * width + x0 + x * dx) * 4);
    }
  });
  return { width, height, rgba };
}

function readChunks(bytes: Buffer): Map<string, Buffer[]> {
  const chunks = new Map<string, Buffer[]>();
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const known = chunks.get(type) ?? [];
    known.push(bytes.subarray(at + 8, at + 8 + length));
    chunks.set(type, known);
    if (type === 'IEND') break;
    at += 12 + length;
  }
  return chunks;
}

function rowBytes({ samples, depth }: Header, width: number): number {
  return Math.ceil((samples * depth * width) / 8);
}

/** Undoes the filter of a row in place (PNG 3, 9.2). */
function unfilter(row: Uint8Array, above: Uint8Array, filter: number, step: number): void {
  if (filter === 0) return;
  for (let at = 0; at < row.length; at += 1) {
    const left = at >= step ? (row[at - step] ?? 0) : 0;
    const up = above[at] ?? 0;
    const corner = at >= step ? (above[at - step] ?? 0) : 0;
    const guess = filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);
    row[at] = ((row[at] ?? 0) + guess) & 0xff;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const sum = left + up - corner;
  const [a, b, c] = [Math.abs(sum - left), Math.abs(sum - up), Math.abs(sum - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** Sample `n` of a row as it stands, of `depth` bits; of 16 bits the upper 8. */
function sampleAt(row: Uint8Array, depth: number, n: number): number {
  if (depth === 8) return row[n] ?? 0;
  if (depth === 16) return row[n * 2] ?? 0;
  const bit = n * depth;
  return ((row[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

function putPixel({ colour, depth, samples, palette, transparency }: Header, row: Uint8Array, x: number, rgba: Uint8Array, to: number): void {
  const first = sampleAt(row, depth, x * samples);
  if (colour === 3) {
    for (let n = 0; n < 3; n += 1) rgba[to + n] = palette[first * 3 + n] ?? 0;
    rgba[to + 3] = transparency[first] ?? 255;
    return;
  }
  const scale = depth < 8 ? 255 / ((1 << depth) - 1) : 1;
  const isGrey = colour === 0 || colour === 4;
  for (let n = 0; n < 3; n += 1) rgba[to + n] = isGrey ? first * scale : sampleAt(row, depth, x * samples + n);
  rgba[to + 3] = colour === 4 || colour === 6 ? sampleAt(row, depth, x * samples + samples - 1) : 255;
}
