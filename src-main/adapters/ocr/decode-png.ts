import { MillwrightError } from '#shared/contract/errors.ts';
import { inflateSync } from '#adapters/worker-thread/zlib.ts';
import type { GrayPicture } from './gray-picture.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Samples per pixel by colour type: grey, RGB, grey with alpha, RGBA. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };
const MOST_PIXELS = 60_000_000;

interface Header {
  width: number;
  height: number;
  samples: number;
}

/**
 * Brightness of a PNG (RFC 2083) with 8 bits a sample, on white where it is transparent. Throws `FILE_UNREADABLE` for
 * damaged, interlaced and indexed pictures, `FILE_LIMIT` past 60 million pixels.
 */
export function decodePng(png: Uint8Array): GrayPicture {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  if (!bytes.subarray(0, 8).equals(SIGNATURE) || bytes.length < 33) throw unreadable('it does not begin like a PNG');
  const header = readHeader(bytes);
  const { width, height, samples } = header;
  const stride = width * samples;
  const rows = inflate(dataOf(bytes), (stride + 1) * height);
  const data = new Uint8Array(width * height);
  let above: Uint8Array = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const start = y * (stride + 1);
    const row = rows.subarray(start + 1, start + 1 + stride);
    unfilter(rows[start] ?? 0, row, above, samples);
    toGray(row, samples, data, y * width);
    above = row;
  }
  return { width, height, data };
}

function readHeader(bytes: Buffer): Header {
  const [width, height, samples] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), SAMPLES[bytes[25] ?? 0]];
  if (bytes.toString('latin1', 12, 16) !== 'IHDR' || width === 0 || height === 0) throw unreadable('its header is damaged');
  if (bytes[24] !== 8 || samples === undefined || bytes[28] !== 0) throw unreadable('its pixels are stored in a way that is not supported');
  if (width * height > MOST_PIXELS) throw new MillwrightError('FILE_LIMIT', 'The picture is too large for its text to be recognised.');
  return { width, height, samples };
}

function dataOf(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') pieces.push(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return Buffer.concat(pieces);
}

function inflate(data: Buffer, length: number): Uint8Array {
  try {
    const rows = inflateSync(data, { maxOutputLength: length });
    if (rows.length === length) return rows;
  } catch (cause) {
    throw unreadable('its data is damaged', cause);
  }
  throw unreadable('it ends too early');
}

function unfilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): void {
  if (filter === 0) return;
  if (filter > 4) throw unreadable('its data is damaged');
  for (let at = 0; at < row.length; at += 1) {
    const left = at >= step ? (row[at - step] ?? 0) : 0;
    const up = above[at] ?? 0;
    const before = row[at] ?? 0;
    if (filter === 1) row[at] = before + left;
    else if (filter === 2) row[at] = before + up;
    else if (filter === 3) row[at] = before + ((left + up) >> 1);
    else row[at] = before + paeth(left, up, at >= step ? (above[at - step] ?? 0) : 0);
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

function toGray(row: Uint8Array, samples: number, out: Uint8Array, offset: number): void {
  for (let from = 0, to = offset; from < row.length; from += samples, to += 1) {
    const first = row[from] ?? 0;
    const gray = samples < 3 ? first : (first * 77 + (row[from + 1] ?? 0) * 150 + (row[from + 2] ?? 0) * 29) >> 8;
    const alpha = samples % 2 === 0 ? (row[from + samples - 1] ?? 255) : 255;
    out[to] = alpha === 255 ? gray : 255 + ((gray - 255) * alpha) / 255;
  }
}

function unreadable(why: string, cause?: unknown): MillwrightError {
  return new MillwrightError('FILE_UNREADABLE', `The picture cannot be read: ${why}.`, { cause });
}
