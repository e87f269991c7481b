import { readFile } from 'node:fs/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { PageImage, PageImageRequest } from '#core/ports/document-reader.ts';
import { detectKind } from './detect-kind.ts';
import { drawPicture } from './picture/draw-picture.ts';
import type { ReaderLimits } from './reader-limits.ts';
import { drawPdfPage } from './pdf/draw-pdf-page.ts';
import { fileKey, keepPdf, keptPdf } from './pdf/kept-pdf.ts';

/** Draws a page of a file that has pages to look at. Throws `FILE_UNREADABLE` for other kinds and for pages that are not there. */
export async function drawPage(request: PageImageRequest, limits: ReaderLimits): Promise<PageImage> {
  const key = await fileKey(request.path);
  const open = keptPdf(key);
  if (open !== null) return drawPdfPage(open, request.page, request.width);
  const file = detectKind(await readFile(request.path), request.filename, limits);
  if (file.kind === 'pdf') return drawPdfPage(await keepPdf(key, file.bytes), request.page, request.width);
  if (file.kind === 'image') return drawPicture(file.bytes, file.format, request, limits);
  throw new MillwrightError('FILE_UNREADABLE', 'This kind of document has no pages to show.');
}
