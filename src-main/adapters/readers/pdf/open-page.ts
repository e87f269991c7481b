import type { PdfEngine } from './pdf-engine.ts';

/** Subtypes of annotations (ISO 32000-1, table 169, as FPDF_ANNOT_*) whose text is part of what the page says: notes typed onto it, stamps, filled-in fields. */
const TEXT_ANNOTATIONS = new Set([3, 13, 20]);

/** Subtypes whose comment a viewer shows on being asked: notes, and marks on text or drawings. */
export const COMMENTED = new Set([1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15]);
export const MOST_ANNOTATIONS = 1000;

export interface OpenedPage {
  address: number;
  /** Whether somebody may have written comments on it. */
  commented: boolean;
}

/** Opens a page (from 0) with its form fields and typed notes made part of it, since PDFium's text leaves them out. Null if it cannot be opened. */
export function openPage(engine: PdfEngine, document: number, index: number): OpenedPage | null {
  const { call } = engine;
  const page = call.FPDF_LoadPage(document, index);
  if (page === 0) return null;
  const { texts, commented } = lookAtAnnotations(engine, page);
  if (!texts) return { address: page, commented };
  call.FPDFPage_Flatten(page, 0);
  call.FPDF_ClosePage(page);
  const flattened = call.FPDF_LoadPage(document, index);
  return flattened === 0 ? null : { address: flattened, commented };
}

function lookAtAnnotations(engine: PdfEngine, page: number): { texts: boolean; commented: boolean } {
  const { call } = engine;
  const count = Math.min(call.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS);
  const found = { texts: false, commented: false };
  for (let index = 0; index < count && !(found.texts && found.commented); index += 1) {
    const annotation = call.FPDFPage_GetAnnot(page, index);
    if (annotation === 0) continue;
    const subtype = call.FPDFAnnot_GetSubtype(annotation);
    call.FPDFPage_CloseAnnot(annotation);
    found.texts ||= TEXT_ANNOTATIONS.has(subtype);
    found.commented ||= COMMENTED.has(subtype);
  }
  return found;
}
