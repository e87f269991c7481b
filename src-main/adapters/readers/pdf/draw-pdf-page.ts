import { MillwrightError } from '#shared/contract/errors.ts';
import type { PageImage } from '#core/ports/document-reader.ts';
import { encodePng } from '#adapters/readers/encode-png.ts';
import type { PdfDocument } from './pdf-document.ts';
import { loadPdfEngine } from './pdf-engine.ts';

/** FPDFBitmap_BGRA and FPDF_ANNOT: colours are kept, notes are drawn. */
const BGRA = 4;
const DRAW_ANNOTATIONS = 0x01;
const WHITE = 0xffffffff;
const WIDEST = 5_000;
const MOST_PIXELS = 40_000_000;

/** Draws one page (from 1) `width` pixels wide. Throws `FILE_UNREADABLE` where there is no such page, `FILE_LIMIT` where it is too long. */
export async function drawPdfPage({ address }: PdfDocument, page: number, width: number): Promise<PageImage> {
  const engine = await loadPdfEngine();
  const { call } = engine;
  const loaded = page >= 1 && page <= call.FPDF_GetPageCount(address) ? call.FPDF_LoadPage(address, page - 1) : 0;
  if (loaded === 0) throw new MillwrightError('FILE_UNREADABLE', `Page ${page} cannot be shown.`);
  try {
    const wide = Math.max(1, Math.min(WIDEST, Math.round(width)));
    const high = Math.max(1, Math.round((wide * call.FPDF_GetPageHeightF(loaded)) / call.FPDF_GetPageWidthF(loaded)));
    if (wide * high > MOST_PIXELS) throw new MillwrightError('FILE_LIMIT', `Page ${page} is too large to be drawn.`);
    const bitmap = call.FPDFBitmap_CreateEx(wide, high, BGRA, 0, 0);
    if (bitmap === 0) throw new MillwrightError('FILE_LIMIT', `Page ${page} is too large to be drawn.`);
    call.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, WHITE);
    call.FPDF_RenderPageBitmap(bitmap, loaded, 0, 0, wide, high, 0, DRAW_ANNOTATIONS);
    const [start, stride] = [call.FPDFBitmap_GetBuffer(bitmap), call.FPDFBitmap_GetStride(bitmap)];
    const png = encodePng(engine.bytes().subarray(start, start + stride * high), { width: wide, height: high, stride });
    call.FPDFBitmap_Destroy(bitmap);
    return { width: wide, height: high, png };
  } finally {
    call.FPDF_ClosePage(loaded);
  }
}
