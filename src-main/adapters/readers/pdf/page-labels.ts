import type { PdfEngine } from './pdf-engine.ts';
import { readUtf16 } from './pdf-engine.ts';

/** What the document calls its pages ("iv", "A-3"), in order; null where it calls them by their numbers or not at all. */
export function readPageLabels(engine: PdfEngine, document: number, count: number): string[] | null {
  const labelOf = (index: number): string => readUtf16(engine, (buffer, length) => engine.call.FPDF_GetPageLabel(document, index, buffer, length), 512);
  // Without labels of its own, a document has none for the first page either.
  if (labelOf(0) === '' && (count < 2 || labelOf(1) === '')) return null;
  const labels = Array.from({ length: count }, (_, index) => labelOf(index));
  return labels.every((label, index) => label === String(index + 1) || label === '') ? null : labels;
}
