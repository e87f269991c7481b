import * as utif from 'utif2';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { decodeBmp } from './decode-bmp.ts';
import { decodeGif } from './decode-gif.ts';
import { decodePng } from './decode-png.ts';
import { decodeWebp } from './decode-webp.ts';
import { brokenPicture } from './picture-info.ts';
import type { PictureFormat } from './picture-info.ts';
import type { Pixels } from './pixels.ts';
import { tiffPages } from './tiff-pages.ts';

/** Node finds no names in this CommonJS module, bundlers do. */
const UTIF: typeof utif = 'default' in utif ? (utif.default as typeof utif) : utif;

/** Decodes one picture of a file whose sizes were checked before. Throws `FILE_UNREADABLE`, also for what decoders throw. */
export async function decodePicture(bytes: Buffer, format: Exclude<PictureFormat, 'jpeg'>, page: number, limits: ReaderLimits): Promise<Pixels> {
  try {
    const pixels = await decoders[format](bytes, page, limits);
    if (pixels.width < 1 || pixels.rgba.length < pixels.width * pixels.height * 4) throw brokenPicture(format);
    return pixels;
  } catch (error) {
    if (error instanceof MillwrightError) throw error;
    throw brokenPicture(format, String(error));
  }
}

type Decoder = (bytes: Buffer, page: number, limits: ReaderLimits) => Pixels | Promise<Pixels>;

const decoders: Readonly<Record<Exclude<PictureFormat, 'jpeg'>, Decoder>> = {
  png: decodePng,
  bmp: decodeBmp,
  webp: decodeWebp,
  gif: decodeGif,
  tiff: decodeTiff,
};

function decodeTiff(bytes: Buffer, page: number, limits: ReaderLimits): Pixels {
  const wanted = tiffPages(bytes, limits)[page - 1];
  // The decoder reads single bytes of the buffer from its beginning.
  const own = Uint8Array.from(bytes).buffer;
  return quietly(() => {
    const directory = wanted === undefined ? undefined : UTIF.decode(own)[wanted.index];
    if (directory === undefined) throw brokenPicture('tiff');
    UTIF.decodeImage(own, directory);
    return { width: directory.width, height: directory.height, rgba: UTIF.toRGBA8(directory) };
  });
}

/** The decoder says on the console what it thinks of a file; on the command line that is the output of a command. */
function quietly<T>(work: () => T): T {
  const { log } = console;
  console.log = () => undefined;
  try {
    return work();
  } finally {
    console.log = log;
  }
}
