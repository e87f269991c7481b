import type { PdfEngine } from './pdf-engine.ts';

/** Subtypes of annotations whose text is part of what the page says: notes typed onto it, stamps, filled-in fields. */
const TEXT_ANNOTATIONS = new Set([3, 13, 20]);

/** Opens a page (from 0) with its form fields and typed notes made part of it, since PDFium's text leaves them out. 0 if it cannot be opened. */
export function openPage(engine: PdfEngine, document: number, index: number): number {
  const { call } = engine;
  const page = call.FPDF_LoadPage(document, index);
  if (page === 0 || !hasTextAnnotation(engine, page)) return page;
  call.FPDFPage_Flatten(page, 0);
  call.FPDF_ClosePage(page);
  return call.FPDF_LoadPage(document, index);
}

function hasTextAnnotation(engine: PdfEngine, page: number): boolean {
  const { call } = engine;
  const count = Math.min(call.FPDFPage_GetAnnotCount(page), 1000);
  for (let index = 0; index < count; index += 1) {
    const annotation = call.FPDFPage_GetAnnot(page, index);
    if (annotation === 0) continue;
    const subtype = call.FPDFAnnot_GetSubtype(annotation);
    call.FPDFPage_CloseAnnot(annotation);
    if (TEXT_ANNOTATIONS.has(subtype)) return true;
  }
  return false;
}
