import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { limitError } from '#adapters/readers/limit-error.ts';

export interface TiffPage {
  /** Position among all directories of the file, thumbnails counted. */
  index: number;
  width: number;
  height: number;
}

const WIDTH = 256;
const HEIGHT = 257;
const SUBFILE = 254;
const BITS = 258;
const SAMPLES = 277;
const TILE_WIDTH = 322;
const TILE_HEIGHT = 323;
/** Tags that are whole numbers: sizes, depth, strips and tiles. */
const NUMBERS = new Set([WIDTH, HEIGHT, BITS, 259, 262, SAMPLES, 278, TILE_WIDTH, TILE_HEIGHT]);
const SHORT = 3;
const LONG = 4;
const MOST_SAMPLES = 16;
const MOST_TILE_PIXELS = 16_777_216;
/** Bytes of a value by its type (TIFF 6.0, section 2). */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

/**
 * The pictures of a TIFF file, thumbnails left out. All directories are walked and checked first, because the decoder
 * trusts them: none may come twice, and no value may be larger than the file. Throws `FILE_UNREADABLE`, `FILE_LIMIT`.
 */
export function tiffPages(bytes: Buffer, limits: ReaderLimits): TiffPage[] {
  const little = bytes[0] === 0x49;
  const u16 = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  try {
    let index = 0;
    for (let at = u32(4); at !== 0; index += 1) {
      if (seen.has(at)) throw brokenTiff('its pages point at one another in a circle');
      if (seen.size >= limits.pages) throw limitError('pages', limits.pages);
      seen.add(at);
      const directory = readDirectory(at, bytes.length, u16, u32);
      if ((directory.get(SUBFILE) ?? 0) % 2 === 0) pages.push({ index, width: directory.get(WIDTH) ?? 0, height: directory.get(HEIGHT) ?? 0 });
      at = u32(at + 2 + u16(at) * 12);
    }
  } catch (error) {
    if (error instanceof RangeError) throw brokenTiff('it is cut off');
    throw error;
  }
  if (pages.length === 0) throw brokenTiff('it holds no picture');
  return pages;
}

/** The first value of each tag, checked where the decoder would allocate or count by it. */
function readDirectory(at: number, fileBytes: number, u16: (at: number) => number, u32: (at: number) => number): Map<number, number> {
  const values = new Map<number, number>();
  const count = u16(at);
  for (let n = 0; n < count; n += 1) {
    const entry = at + 2 + n * 12;
    const [tag, type] = [u16(entry), u16(entry + 2)];
    const size = (TYPE_BYTES[type] ?? 1) * u32(entry + 4);
    if (size > 4 && u32(entry + 8) + size > fileBytes) throw brokenTiff('one of its values lies outside the file');
    if (NUMBERS.has(tag) && (values.has(tag) || (type !== SHORT && type !== LONG))) throw brokenTiff('one of its numbers is none');
    const valueAt = size > 4 ? u32(entry + 8) : entry + 8;
    if (type === SHORT || type === LONG) values.set(tag, type === SHORT ? u16(valueAt) : u32(valueAt));
  }
  refuseAbsurd(values);
  return values;
}

function refuseAbsurd(values: ReadonlyMap<number, number>): void {
  const tile = (values.get(TILE_WIDTH) ?? 1) * (values.get(TILE_HEIGHT) ?? 1);
  const fits = tile <= MOST_TILE_PIXELS && (values.get(SAMPLES) ?? 1) <= MOST_SAMPLES && [1, 2, 4, 8, 16, 32].includes(values.get(BITS) ?? 1);
  if (!fits) throw brokenTiff('its numbers make no picture');
}

export function brokenTiff(why: string): MillwrightError {
  return new MillwrightError('FILE_UNREADABLE', `The file begins like a TIFF picture but is damaged: ${why}. Get a fresh copy.`);
}
