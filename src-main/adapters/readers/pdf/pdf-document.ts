import { MillwrightError } from '#shared/contract/errors.ts';
import type { PdfEngine } from './pdf-engine.ts';

/** FPDF_GetLastError. */
const PASSWORD_ERROR = 4;
const SECURITY_ERROR = 5;

/** Opens a PDF for as long as `use` needs it. Throws `FILE_ENCRYPTED`, `FILE_UNREADABLE`, `FILE_LIMIT`. */
export function withPdfDocument<T>(engine: PdfEngine, bytes: Buffer, use: (document: number) => T): T {
  const { call } = engine;
  const data = call.malloc(Math.max(1, bytes.length));
  if (data === 0) throw new MillwrightError('FILE_LIMIT', 'The PDF is too large for the memory a reader may use.');
  engine.bytes().set(bytes, data);
  const document = call.FPDF_LoadMemDocument(data, bytes.length, 0);
  try {
    if (document === 0) throw openError(call.FPDF_GetLastError());
    return use(document);
  } finally {
    if (document !== 0) call.FPDF_CloseDocument(document);
    call.free(data);
  }
}

function openError(code: number): MillwrightError {
  if (code === PASSWORD_ERROR) return new MillwrightError('FILE_ENCRYPTED', 'This PDF is protected by a password. Remove the password and add it again.');
  if (code === SECURITY_ERROR) return new MillwrightError('FILE_ENCRYPTED', 'This PDF is encrypted in a way that cannot be opened. Save it without protection and add it again.');
  return new MillwrightError('FILE_UNREADABLE', 'This PDF is damaged and cannot be opened. Open it in a PDF program and save it again, or get a fresh copy.', { detail: `pdfium error ${code}` });
}
