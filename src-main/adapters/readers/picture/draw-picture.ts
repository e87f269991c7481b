import { MillwrightError } from '#shared/contract/errors.ts';
import type { PageImage } from '#core/ports/document-reader.ts';
import { encodePng } from '#adapters/readers/encode-png.ts';
import { drawPdfPage } from '#adapters/readers/pdf/draw-pdf-page.ts';
import { openPdf } from '#adapters/readers/pdf/pdf-document.ts';
import { loadPdfEngine } from '#adapters/readers/pdf/pdf-engine.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { decodePicture } from './decode-picture.ts';
import { jpegHeader } from './jpeg-header.ts';
import { jpegAsPdf } from './jpeg-pdf.ts';
import { brokenPicture, pictureInfo } from './picture-info.ts';
import type { PictureFormat, PictureSize } from './picture-info.ts';
import { scaledOnWhite } from './pixels.ts';

const WIDEST = 5_000;
const MOST_PIXELS = 40_000_000;

/** Draws picture `page` (from 1) of a file `width` pixels wide. Throws `FILE_UNREADABLE`, `FILE_LIMIT`. */
export async function drawPicture(bytes: Buffer, format: PictureFormat, { page, width }: { page: number; width: number }, limits: ReaderLimits): Promise<PageImage> {
  const size = pictureInfo(bytes, format, limits).pages[page - 1];
  if (size === undefined) throw new MillwrightError('FILE_UNREADABLE', `There is no picture ${page} in this file.`);
  const drawn = fitted(size, width);
  if (format === 'jpeg') return drawJpeg(bytes, drawn.width);
  const pixels = await decodePicture(bytes, format, page, limits);
  const png = encodePng(scaledOnWhite(pixels, drawn), { ...drawn, stride: drawn.width * 4 });
  return { ...drawn, png };
}

/** As wide as wanted, or less where the picture would be too long. */
function fitted(size: PictureSize, wanted: number): PictureSize {
  const ratio = size.height / size.width;
  const width = Math.max(1, Math.floor(Math.min(WIDEST, wanted, Math.sqrt(MOST_PIXELS / ratio))));
  return { width, height: Math.max(1, Math.min(Math.round(width * ratio), Math.floor(MOST_PIXELS / width))) };
}

async function drawJpeg(bytes: Buffer, width: number): Promise<PageImage> {
  const header = jpegHeader(bytes);
  if (header === null) throw brokenPicture('jpeg');
  const pdf = openPdf(await loadPdfEngine(), jpegAsPdf(bytes, header));
  try {
    return await drawPdfPage(pdf, 1, width);
  } finally {
    pdf.close();
  }
}
