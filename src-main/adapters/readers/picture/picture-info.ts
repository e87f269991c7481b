import { MillwrightError } from '#shared/contract/errors.ts';
import { limitError } from '#adapters/readers/limit-error.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { jpegSize } from './jpeg-header.ts';
import { tiffPages } from './tiff-pages.ts';

export type PictureFormat = 'png' | 'jpeg' | 'gif' | 'bmp' | 'tiff' | 'webp';

export interface PictureSize {
  width: number;
  height: number;
}

export interface PictureInfo {
  format: PictureFormat;
  /** One for each picture in the file; only TIFF has more than one. */
  pages: PictureSize[];
}

const NAMES: Readonly<Record<PictureFormat, string>> = { png: 'PNG', jpeg: 'JPEG', gif: 'GIF', bmp: 'bitmap', tiff: 'TIFF', webp: 'WebP' };

export function pictureName(format: PictureFormat): string {
  return `a ${NAMES[format]} picture`;
}

/** The format by the first bytes; null for what is no picture that can be read. */
export function pictureFormat(bytes: Buffer): PictureFormat | null {
  const head = bytes.toString('latin1', 0, 16);
  if (head.startsWith('\x89PNG\r\n')) return 'png';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (/^GIF8[79]a/.test(head)) return 'gif';
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'tiff';
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return 'webp';
  // "BM" also begins words: the size of the header that follows tells.
  if (head.startsWith('BM') && bytes.length > 30 && [12, 40, 52, 56, 64, 108, 124].includes(bytes.readUInt32LE(14))) return 'bmp';
  return null;
}

/**
 * The sizes a picture says it has, without decoding it. Throws `FILE_LIMIT` where decoding would take too much memory,
 * `FILE_UNREADABLE` where the header is broken.
 */
export function pictureInfo(bytes: Buffer, format: PictureFormat, limits: ReaderLimits): PictureInfo {
  const pages = format === 'tiff' ? tiffPages(bytes, limits).map(({ width, height }) => ({ width, height })) : [singleSize(bytes, format)];
  for (const { width, height } of pages) {
    if (width < 1 || height < 1) throw brokenPicture(format);
    if (width * height > limits.pixels) {
      throw new MillwrightError(
        'FILE_LIMIT',
        `The picture is ${width.toLocaleString('en-US')} × ${height.toLocaleString('en-US')} pixels; at most ${(limits.pixels / 1e6).toLocaleString('en-US')} million can be opened. Save it smaller.`,
      );
    }
  }
  if (pages.length > limits.pages) throw limitError('pages', limits.pages);
  return { format, pages };
}

function singleSize(bytes: Buffer, format: Exclude<PictureFormat, 'tiff'>): PictureSize {
  try {
    return sizeReaders[format](bytes);
  } catch (error) {
    if (error instanceof RangeError) throw brokenPicture(format);
    throw error;
  }
}

/** Reading past the end throws `RangeError`, which means a header that is cut off. */
const sizeReaders: Readonly<Record<Exclude<PictureFormat, 'tiff'>, (bytes: Buffer) => PictureSize>> = {
  png: (bytes) => ({ width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }),
  gif: (bytes) => ({ width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }),
  bmp: (bytes) => (bytes.readUInt32LE(14) === 12 ? { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20) } : { width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) }),
  jpeg: (bytes) => jpegSize(bytes) ?? { width: 0, height: 0 },
  webp: webpSize,
};

/** The three forms of the container (RFC 9649, 2.5 to 2.7). */
function webpSize(bytes: Buffer): PictureSize {
  const kind = bytes.toString('latin1', 12, 16);
  if (kind === 'VP8 ') return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (kind === 'VP8L') {
    const bits = bytes.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if ((bytes.readUInt8(20) & 0x02) !== 0) throw new MillwrightError('FILE_TYPE_UNSUPPORTED', 'This is a moving picture (animated WebP). Save one picture of it as PNG.');
  return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
}

export function brokenPicture(format: PictureFormat, detail?: string): MillwrightError {
  return new MillwrightError('FILE_UNREADABLE', `The file begins like ${pictureName(format)} but is damaged. Get a fresh copy.`, detail === undefined ? {} : { detail });
}
