import type { DocumentPart, OutlineEntry, ReadSummary } from '#core/ports/document-reader.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import type { ReadSink } from '#adapters/readers/read-sink.ts';
import { readBookmarks } from './bookmarks.ts';
import { createOutline } from './outline.ts';
import { buildPage } from './page-blocks.ts';
import { readPageLabels } from './page-labels.ts';
import type { PageRuns } from './page-runs.ts';
import { createPageSource } from './page-source.ts';
import type { PageSource } from './page-source.ts';
import { streamPages } from './page-stream.ts';
import { openPdf } from './pdf-document.ts';
import { loadPdfEngine, readUtf16 } from './pdf-engine.ts';
import type { PdfEngine } from './pdf-engine.ts';
import { documentTitle } from './pdf-title.ts';
import { scanBeneath } from './text-quality.ts';
import { ranges } from './ranges.ts';

/** Pages handed over at once: the first is waited for by a person, and messages cost. */
const FIRST_STRETCH = 1;
const LONGEST_STRETCH = 24;

/** Reads a PDF with PDFium and hands its pages over as they are done. Throws `FILE_ENCRYPTED`, `FILE_UNREADABLE`, `FILE_LIMIT`. */
export async function readPdf(bytes: Uint8Array, limits: ReaderLimits, sink: ReadSink): Promise<ReadSummary> {
  const engine = await loadPdfEngine();
  const pdf = openPdf(engine, bytes);
  try {
    return await readDocument(engine, pdf.address, limits, sink);
  } finally {
    pdf.close();
  }
}

async function readDocument(engine: PdfEngine, document: number, limits: ReaderLimits, sink: ReadSink): Promise<ReadSummary> {
  const source = createPageSource(engine, document, limits);
  const bookmarks = readBookmarks(engine, document);
  const outline = createOutline(bookmarks);
  const firstParts: DocumentPart[] = [];
  const named = readTitle(engine, document);
  const title = (): string | null => documentTitle(named, firstParts);
  const hidden: number[] = [];
  let waiting: DocumentPart[] = [];
  let stretch = FIRST_STRETCH;
  let empty = true;
  let tables = 0;
  const nextTable = (): number => (tables += 1);
  for (const { page, index, known } of streamPages(source, bookmarks)) {
    const part = withMark(buildPage(page, { ...known, index, nextTable }), page);
    outline.take(part);
    if (index < 2) firstParts.push(part);
    empty &&= part.text === '' && part.recognise === undefined;
    if (page.hidden > 0) hidden.push(index + 1);
    waiting.push(part);
    sink.onProgress((index + 1) / source.count);
    if (waiting.length < stretch) continue;
    await sink.onParts(waiting, title());
    waiting = [];
    stretch = Math.min(LONGEST_STRETCH, stretch * 2);
  }
  if (waiting.length > 0) await sink.onParts(waiting, title());
  const warnings = warningsFor(source, hidden);
  if (empty && warnings.length === 0) warnings.push('No text was found in this file.');
  return { kind: 'pdf', title: title(), pages: source.count, ...extras(outline.entries(), readPageLabels(engine, document, source.count)), warnings };
}

function extras(outline: OutlineEntry[], pageLabels: string[] | null): Pick<ReadSummary, 'outline' | 'pageLabels'> {
  return { ...(outline.length > 0 && { outline }), ...(pageLabels !== null && { pageLabels }) };
}

function withMark(part: DocumentPart, page: PageRuns): DocumentPart {
  const recognise = page.recognise ?? (scanBeneath(page) ? 'no-text' : undefined);
  return recognise === undefined ? part : { ...part, recognise };
}

function readTitle(engine: PdfEngine, document: number): string {
  const { call } = engine;
  const tag = call.malloc(8);
  engine.bytes().set(Buffer.from('Title\0', 'latin1'), tag);
  const title = readUtf16(engine, (buffer, length) => call.FPDF_GetMetaText(document, tag, buffer, length));
  call.free(tag);
  return title;
}

function warningsFor({ broken }: PageSource, hidden: number[]): string[] {
  const warnings: string[] = [];
  if (broken.length > 0) warnings.push(`${broken.length === 1 ? 'Page' : 'Pages'} ${ranges([...broken].sort((a, b) => a - b))} ${broken.length === 1 ? 'is' : 'are'} damaged and could not be read.`);
  if (hidden.length > 0) warnings.push(`Invisible text on ${hidden.length === 1 ? 'page' : 'pages'} ${ranges(hidden)} was left out.`);
  return warnings;
}
