import { MillwrightError } from '#shared/contract/errors.ts';
import type { DocumentPart, ReadResult } from '#core/ports/document-reader.ts';
import { limitError } from '#adapters/readers/limit-error.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { readBookmarks } from './bookmarks.ts';
import type { Bookmark } from './bookmarks.ts';
import { bodySizeOf, documentStyle } from './document-style.ts';
import type { FontStyle } from './font-style.ts';
import { dropFurniture } from './furniture.ts';
import { pageFrame } from './geometry.ts';
import { collectVocabulary } from './join-lines.ts';
import { buildPage } from './page-blocks.ts';
import { readPageRuns } from './page-runs.ts';
import type { PageRuns } from './page-runs.ts';
import { loadPdfEngine, readUtf16 } from './pdf-engine.ts';
import type { PdfEngine } from './pdf-engine.ts';
import { withPdfDocument } from './pdf-document.ts';
import { documentTitle } from './pdf-title.ts';
import { judgePage, qualityWarning, ranges } from './text-quality.ts';

type Progress = (fraction: number) => void;

/** Share of the work that is reading the pages; the rest is putting them in order. */
const READING_SHARE = 0.85;

interface RawDocument {
  pages: PageRuns[];
  bookmarks: Bookmark[];
  metaTitle: string;
  /** Pages (from 1) that PDFium could not open. */
  broken: number[];
}

/** Reads a PDF page by page with PDFium. Throws `FILE_ENCRYPTED`, `FILE_UNREADABLE`, `FILE_LIMIT`. */
export async function readPdf(bytes: Buffer, limits: ReaderLimits, onProgress: Progress): Promise<ReadResult> {
  const engine = await loadPdfEngine();
  const raw = withPdfDocument(engine, bytes, (document) => readDocument(engine, document, limits, onProgress));
  return assemble(raw, onProgress);
}

function readDocument(engine: PdfEngine, document: number, limits: ReaderLimits, onProgress: Progress): RawDocument {
  const { call } = engine;
  const count = call.FPDF_GetPageCount(document);
  if (count <= 0) throw new MillwrightError('FILE_UNREADABLE', 'This PDF has no pages.');
  if (count > limits.pages) throw limitError('pages', limits.pages);
  const fonts = new Map<number, FontStyle>();
  const pages: PageRuns[] = [];
  const broken: number[] = [];
  let chars = 0;
  for (let index = 0; index < count; index += 1) {
    const page = readPage(engine, document, index, fonts);
    if (page === null) broken.push(index + 1);
    pages.push(page ?? { frame: pageFrame(0, 0, 612, 792, 0), runs: [], glyphs: 0, unmapped: 0, hidden: 0, drawn: false });
    chars += page?.glyphs ?? 0;
    if (chars > limits.chars) throw limitError('characters of text', limits.chars);
    if (engine.bytes().length > limits.engineBytes) throw new MillwrightError('FILE_LIMIT', `Reading this PDF needs more memory than a reader may use. It was stopped at page ${index + 1}.`);
    onProgress((READING_SHARE * (index + 1)) / count);
  }
  return { pages, broken, bookmarks: readBookmarks(engine, document), metaTitle: readTitle(engine, document) };
}

function readPage(engine: PdfEngine, document: number, index: number, fonts: Map<number, FontStyle>): PageRuns | null {
  const page = openPage(engine, document, index);
  if (page === 0) return null;
  try {
    // PDFium reuses the addresses of fonts it has let go with a page.
    fonts.clear();
    return readPageRuns(engine, page, fonts);
  } finally {
    engine.call.FPDF_ClosePage(page);
  }
}

/** Subtypes of annotations whose text is part of what the page says: notes typed onto it, stamps, filled-in fields. */
const TEXT_ANNOTATIONS = new Set([3, 13, 20]);

/** Opens a page with its form fields and typed notes made part of it, since PDFium's text leaves them out. */
function openPage(engine: PdfEngine, document: number, index: number): number {
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

function readTitle(engine: PdfEngine, document: number): string {
  const { call } = engine;
  const tag = call.malloc(8);
  engine.bytes().set(Buffer.from('Title\0', 'latin1'), tag);
  const title = readUtf16(engine, (buffer, length) => call.FPDF_GetMetaText(document, tag, buffer, length));
  call.free(tag);
  return title;
}

function assemble(raw: RawDocument, onProgress: Progress): ReadResult {
  const { pages } = raw;
  const unusable: number[] = [];
  pages.forEach((page, at) => {
    const quality = judgePage(page);
    if (quality === 'garbage') page.runs = [];
    if (quality === 'garbage' || quality === 'no-text') unusable.push(at + 1);
  });
  dropFurniture(pages, bodySizeOf(pages));
  const style = documentStyle(pages, raw.bookmarks);
  const words = collectVocabulary(pages.flatMap((page) => page.runs.map((run) => run.text)));
  let tables = 0;
  const nextTable = (): number => (tables += 1);
  const parts: DocumentPart[] = pages.map((page, index) => {
    onProgress(READING_SHARE + ((1 - READING_SHARE) * index) / pages.length);
    return buildPage(page, { style, words, index, nextTable });
  });
  const warnings = warningsFor(raw, unusable);
  return { kind: 'pdf', title: documentTitle(raw.metaTitle, parts), pages: pages.length, parts, warnings };
}

function warningsFor(raw: RawDocument, unusable: number[]): string[] {
  const total = raw.pages.length;
  const hidden = raw.pages.flatMap((page, at) => (page.hidden > 0 ? [at + 1] : []));
  const warnings = [qualityWarning(unusable, total)];
  if (raw.broken.length > 0) warnings.push(`${raw.broken.length === 1 ? 'Page' : 'Pages'} ${ranges(raw.broken)} ${raw.broken.length === 1 ? 'is' : 'are'} damaged and could not be read.`);
  if (hidden.length > 0) warnings.push(`Invisible text on ${hidden.length === 1 ? 'page' : 'pages'} ${ranges(hidden)} was left out.`);
  return warnings.filter((warning) => warning !== null);
}
