import { MillwrightError } from '#shared/contract/errors.ts';
import type { PdfEngine } from './pdf-engine.ts';

/** FPDF_GetLastError. */
const PASSWORD_ERROR = 4;
const SECURITY_ERROR = 5;

/** An open document of PDFium: its address, and its end. */
export interface PdfDocument {
  address: number;
  close(): void;
}

/** Opens a PDF; its bytes are copied. Throws `FILE_ENCRYPTED`, `FILE_UNREADABLE`, `FILE_LIMIT`. */
export function openPdf(engine: PdfEngine, bytes: Uint8Array): PdfDocument {
  const { call } = engine;
  const data = call.malloc(Math.max(1, bytes.length));
  if (data === 0) throw new MillwrightError('FILE_LIMIT', 'The PDF is too large for the memory a reader may use.');
  engine.bytes().set(bytes, data);
  const address = call.FPDF_LoadMemDocument(data, bytes.length, 0);
  if (address === 0) {
    call.free(data);
    throw openError(call.FPDF_GetLastError());
  }
  return {
    address,
    close() {
      call.FPDF_CloseDocument(address);
      call.free(data);
    },
  };
}

function openError(code: number): MillwrightError {
  if (code === PASSWORD_ERROR) return new MillwrightError('FILE_ENCRYPTED', 'This PDF is protected by a password. Remove the password and add it again.');
  if (code === SECURITY_ERROR) return new MillwrightError('FILE_ENCRYPTED', 'This PDF is encrypted in a way that cannot be opened. Save it without protection and add it again.');
  return new MillwrightError('FILE_UNREADABLE', 'This PDF is damaged and cannot be opened. Open it in a PDF program and save it again, or get a fresh copy.', { detail: `pdfium error ${code}` });
}
