import { stat } from 'node:fs/promises';
import { openPdf } from './pdf-document.ts';
import type { PdfDocument } from './pdf-document.ts';
import { loadPdfEngine } from './pdf-engine.ts';

/** The document whose page was drawn last stays open, since the pages of a scan are drawn one after the other. */
let kept: { key: string; pdf: PdfDocument } | null = null;

/** What tells a file from another, and from itself once it is changed. */
export async function fileKey(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  return `${size} ${mtimeMs} ${path}`;
}

/** The document kept open for a file; null where it is another one, or none. */
export function keptPdf(key: string): PdfDocument | null {
  return kept?.key === key ? kept.pdf : null;
}

/** Opens a PDF in place of the one that was kept. Throws `FILE_ENCRYPTED`, `FILE_UNREADABLE`, `FILE_LIMIT`. */
export async function keepPdf(key: string, bytes: Uint8Array): Promise<PdfDocument> {
  closeKeptPdf();
  const pdf = openPdf(await loadPdfEngine(), bytes);
  kept = { key, pdf };
  return pdf;
}

/** Gives back the memory of the document kept open. */
export function closeKeptPdf(): void {
  kept?.pdf.close();
  kept = null;
}
