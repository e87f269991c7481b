import { type PDFDocumentProxy, TextLayer } from 'pdfjs-dist';

/** Largest canvas drawn, in device pixels; beyond it a zoomed page gets blurred instead of exhausting memory. */
const LARGEST_AREA = 24e6;

interface Drawing {
  pdf: PDFDocumentProxy;
  number: number;
  /** CSS pixels per PDF point. */
  scale: number;
  canvas: HTMLCanvasElement;
  text: HTMLElement;
  /** Told the page's real size at scale 1. */
  sized: (size: { width: number; height: number }) => void;
  signal: AbortSignal;
}

/** Draws a page and lays its text over it, for selecting and reading aloud. Stops when the signal says so. */
export async function drawPage({ pdf, number, scale, canvas, text, sized, signal }: Drawing): Promise<void> {
  const page = await pdf.getPage(number);
  if (signal.aborted) return;
  const { width, height } = page.getViewport({ scale: 1 });
  sized({ width, height });
  const sharp = Math.min(devicePixelRatio, Math.sqrt(LARGEST_AREA / (width * height * scale * scale)));
  const viewport = page.getViewport({ scale: scale * sharp });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  const drawing = page.render({ canvas, viewport });
  signal.addEventListener('abort', () => drawing.cancel());
  await drawing.promise;
  if (signal.aborted) return;
  text.replaceChildren();
  text.style.setProperty('--total-scale-factor', String(scale));
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport: page.getViewport({ scale }) });
  signal.addEventListener('abort', () => layer.cancel());
  await layer.render();
}
