import type { PageFrame } from './geometry.ts';
import type { PdfEngine } from './pdf-engine.ts';

/** A page drawn small; `grey` gives the lightness, 0..255, of a pixel by its number, row by row. */
export interface GreyPage {
  width: number;
  height: number;
  grey(at: number): number;
}

const GREY = 1;
const AS_GREY = 0x08;
const WHITE = 0xffffffff;
const LONGEST_SIDE = 1400;

/** Draws a page with about a pixel a point, for looking at where it is blank. */
export function drawGrey(engine: PdfEngine, page: number, frame: PageFrame): GreyPage {
  const { call } = engine;
  const scale = Math.min(1.4, LONGEST_SIDE / Math.max(frame.width, frame.height));
  const width = Math.max(1, Math.round(frame.width * scale));
  const height = Math.max(1, Math.round(frame.height * scale));
  const bitmap = call.FPDFBitmap_CreateEx(width, height, GREY, 0, 0);
  if (bitmap === 0) return { width: 0, height: 0, grey: () => 0 };
  call.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
  call.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, AS_GREY);
  const [start, stride] = [call.FPDFBitmap_GetBuffer(bitmap), call.FPDFBitmap_GetStride(bitmap)];
  const pixels = engine.bytes().slice(start, start + stride * height);
  call.FPDFBitmap_Destroy(bitmap);
  return { width, height, grey: (at) => pixels[Math.floor(at / width) * stride + (at % width)] ?? 0 };
}
