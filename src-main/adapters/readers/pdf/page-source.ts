import { MillwrightError } from '#shared/contract/errors.ts';
import { limitError } from '#adapters/readers/limit-error.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import type { FontStyle } from './font-style.ts';
import { pageFrame } from './geometry.ts';
import { openPage } from './open-page.ts';
import { readPageRuns } from './page-runs.ts';
import type { PageRuns } from './page-runs.ts';
import type { PdfEngine } from './pdf-engine.ts';
import { judgePage } from './text-quality.ts';

/** The pages of a document, read one at a time and in any order, each judged by its text. */
export interface PageSource {
  readonly count: number;
  /** Pages (from 1) that could not be opened. */
  readonly broken: readonly number[];
  /** Reads a page (from 0). Throws `FILE_LIMIT` when all that was read is more than a file may hold. */
  read(index: number): PageRuns;
}

/** Throws `FILE_UNREADABLE` for a document without pages, `FILE_LIMIT` for one with too many. */
export function createPageSource(engine: PdfEngine, document: number, limits: ReaderLimits): PageSource {
  const count = engine.call.FPDF_GetPageCount(document);
  if (count <= 0) throw new MillwrightError('FILE_UNREADABLE', 'This PDF has no pages.');
  if (count > limits.pages) throw limitError('pages', limits.pages);
  const fonts = new Map<number, FontStyle>();
  const layers = new Map<string, boolean>();
  const broken: number[] = [];
  let chars = 0;

  function readPage(index: number): PageRuns | null {
    const page = openPage(engine, document, index);
    if (page === null) return null;
    try {
      // PDFium reuses the addresses of fonts it has let go with a page.
      fonts.clear();
      return readPageRuns(engine, page, { fonts, layers });
    } finally {
      engine.call.FPDF_ClosePage(page.address);
    }
  }

  return {
    count,
    broken,
    read(index) {
      const page = readPage(index);
      if (page === null) broken.push(index + 1);
      chars += page?.glyphs ?? 0;
      if (chars > limits.chars) throw limitError('characters of text', limits.chars);
      if (engine.bytes().length > limits.engineBytes) throw new MillwrightError('FILE_LIMIT', `Reading this PDF needs more memory than a reader may use. It was stopped at page ${index + 1}.`);
      return page === null ? brokenPage() : judged(page);
    },
  };
}

function brokenPage(): PageRuns {
  return { frame: pageFrame(0, 0, 612, 792, 0), runs: [], notes: [], glyphs: 0, unmapped: 0, hidden: 0, drawn: false, pictureShare: 0, layer: false };
}

function judged(page: PageRuns): PageRuns {
  const quality = judgePage(page);
  if (quality === 'garbled') return { ...page, runs: [], recognise: quality };
  return quality === 'no-text' ? { ...page, recognise: quality } : page;
}
