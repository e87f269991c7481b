import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = workerUrl;

/** Character maps, substitute fonts and image decoders of pdf.js, put there by the build (`scripts/pdfjs-files.ts`). */
const FILES = new URL('pdfjs/', new URL(import.meta.env.BASE_URL, location.href)).href;

/** Opens a PDF from memory. Nothing is fetched but pdf.js's own files; forms and scripts of the document stay off. */
export async function openPdf(file: Blob): Promise<PDFDocumentProxy> {
  const data = new Uint8Array(await file.arrayBuffer());
  return getDocument({
    data,
    cMapUrl: `${FILES}cmaps/`,
    standardFontDataUrl: `${FILES}standard_fonts/`,
    wasmUrl: `${FILES}wasm/`,
    // The content policy allows no WebAssembly; pdf.js has the same decoders in JavaScript.
    useWasm: false,
    enableXfa: false,
  }).promise;
}
