import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import { openPdf } from './open-pdf.ts';

export interface OpenedPdf {
  pdf: PDFDocumentProxy | null;
  /** Size of the first page at scale 1, as the guess for pages not drawn yet. */
  size: { width: number; height: number } | null;
  failure: unknown;
}

const NOTHING: OpenedPdf = { pdf: null, size: null, failure: null };

/** Opens a PDF for as long as it is shown. */
export function usePdf(file: Blob | undefined): OpenedPdf {
  const [opened, setOpened] = useState<OpenedPdf>(NOTHING);
  useEffect(() => {
    if (file === undefined) return;
    let left = false;
    let pdf: PDFDocumentProxy | null = null;
    const open = async () => {
      pdf = await openPdf(file);
      const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 });
      if (!left) setOpened({ pdf, size: { width, height }, failure: null });
    };
    open().catch((failure: unknown) => {
      if (!left) setOpened({ ...NOTHING, failure });
    });
    return () => {
      left = true;
      setOpened(NOTHING);
      void pdf?.loadingTask.destroy();
    };
  }, [file]);
  return opened;
}
