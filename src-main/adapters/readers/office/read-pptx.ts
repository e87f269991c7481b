import type { DocumentPart, OutlineEntry, ReadResult } from '#core/ports/document-reader.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { proseKind } from '#shared/prose-hints.ts';
import { limitError } from '#adapters/readers/limit-error.ts';
import { createPartBuilder } from '#adapters/readers/part-builder.ts';
import type { PartBuilder } from '#adapters/readers/part-builder.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { firstRowIsHeader } from '#adapters/readers/table-header.ts';
import { rowText } from '#adapters/readers/table-parts.ts';
import { type ChartText, readChartText } from './chart-text.ts';
import { readDiagramText } from './diagram-text.ts';
import { createLayoutPlaces, type PlaceholderPlaces } from './layout-places.ts';
import { readCoreTitle, readRelationships } from './relationships.ts';
import { inVisualOrder } from './slide-places.ts';
import { readSlideText } from './slide-text.ts';
import type { SlideItem } from './slide-text.ts';
import { parseXml } from './xml-pass.ts';
import { damaged } from './zip-archive.ts';
import type { ZipArchive } from './zip-archive.ts';

const MOST_HEADINGS = 2_000;

/** Reads a presentation: one part a slide, the title as heading, then all else as it stands from the top left, then the speaker's notes. */
export function readPptx(archive: ZipArchive, limits: ReaderLimits, onProgress: (fraction: number) => void): ReadResult {
  const main = archive.names().find((name) => /^ppt\/presentation\d*\.xml$/i.test(name)) ?? 'ppt/presentation.xml';
  const slides = slideOrder(archive, main);
  if (slides.length > limits.pages) throw limitError('slides', limits.pages);
  const counters = { tables: 0, chars: 0 };
  const layouts = createLayoutPlaces(archive);
  const parts: DocumentPart[] = [];
  const missing: number[] = [];
  for (const [at, target] of slides.entries()) {
    const part = archive.has(target) ? readSlide(archive, target, at + 1, layouts(target), counters) : null;
    if (part === null) missing.push(at + 1);
    else parts.push(part);
    counters.chars += part?.text.length ?? 0;
    if (counters.chars > limits.chars) throw limitError('characters of text', limits.chars);
    onProgress((at + 1) / slides.length);
  }
  const warnings = missing.length === 0 ? [] : [`Slide ${missing.join(', ')} is missing in the file.`];
  return { kind: 'pptx', title: readCoreTitle(archive) ?? (parts[0] === undefined ? null : titleOf(parts[0])), pages: slides.length, parts, outline: outlineOf(parts), warnings };
}

/** Slides in the order of the presentation, which is not the order of their file names. */
function slideOrder(archive: ZipArchive, main: string): string[] {
  const related = readRelationships(archive, main);
  const slides: string[] = [];
  parseXml(archive.read(main), {
    open(name, attributes) {
      if (name !== 'sldId') return;
      const target = related.get(attributes['r:id'] ?? '')?.target;
      if (target !== undefined) slides.push(target);
    },
  });
  if (slides.length === 0) throw damaged('it lists no slides');
  return slides;
}

function readSlide(archive: ZipArchive, target: string, page: number, placeholders: PlaceholderPlaces, counters: { tables: number }): DocumentPart {
  const part = createPartBuilder();
  const related = readRelationships(archive, target);
  const items = inVisualOrder(readSlideText(archive.read(target), placeholders));
  const title = items.find((item) => item.kind === 'title');
  if (title !== undefined) part.add({ kind: 'heading', level: 1 }, oneLine(title.paragraphs.map((one) => one.text).join(' ')));
  for (const item of items) {
    if ('relation' in item) addDrawn(part, archive, item.kind, related.get(item.relation)?.target, counters);
    else if (item !== title) addItem(part, item, counters);
  }
  const notes = [...related.values()].find((one) => one.type === 'notesSlide');
  if (notes !== undefined && archive.has(notes.target)) addNotes(part, readSlideText(archive.read(notes.target)));
  return part.build(page, null);
}

/** A chart or diagram that is missing or damaged is no reason to refuse the slide around it. */
function addDrawn(part: PartBuilder, archive: ZipArchive, kind: 'chart' | 'diagram', target: string | undefined, counters: { tables: number }): void {
  if (target === undefined || !archive.has(target)) return;
  try {
    if (kind === 'chart') addChart(part, readChartText(archive.read(target)), counters);
    else for (const text of readDiagramText(archive.read(target))) part.add({ kind: 'list-item', ordered: false }, `• ${text}`);
  } catch (error) {
    if (!(error instanceof MillwrightError) || error.code !== 'FILE_UNREADABLE') throw error;
  }
}

function addChart(part: PartBuilder, { titles, rows }: ChartText, counters: { tables: number }): void {
  if (titles.length > 0) part.add({ kind: 'paragraph' }, `Chart: ${titles.join('; ')}`);
  counters.tables += 1;
  rows.forEach((row, at) => part.add({ kind: 'table-row', table: counters.tables, header: at === 0 }, rowText(row)));
}

function addItem(part: PartBuilder, item: Exclude<SlideItem, { kind: 'chart' | 'diagram' }>, counters: { tables: number }): void {
  if (item.kind === 'table') {
    counters.tables += 1;
    const header = firstRowIsHeader(item.rows) ? 0 : -1;
    item.rows.forEach((row, at) => part.add({ kind: 'table-row', table: counters.tables, header: at === header }, rowText(row)));
    return;
  }
  if (item.kind === 'furniture') return;
  const list = item.kind === 'body' && item.paragraphs.length > 1;
  for (const { text, level } of item.paragraphs) {
    const clean = oneLine(text);
    const kind = proseKind(clean);
    if (list && kind.kind === 'paragraph') part.add({ kind: 'list-item', ordered: false }, `${'  '.repeat(Math.min(level, 5))}• ${clean}`);
    else part.add(kind, clean);
  }
}

function addNotes(part: PartBuilder, items: SlideItem[]): void {
  const text = items
    .filter((item) => item.kind === 'body')
    .flatMap((item) => item.paragraphs.map((one) => one.text.trim()))
    .filter((line) => line !== '' && !/^\d+$/.test(line));
  if (text.length > 0) part.add({ kind: 'paragraph' }, `Notes: ${text.join('\n')}`);
}

function titleOf(part: DocumentPart): string | null {
  const heading = part.blocks.find((block) => block.kind === 'heading');
  return heading === undefined ? null : part.text.slice(heading.start, heading.end);
}

function outlineOf(parts: readonly DocumentPart[]): OutlineEntry[] {
  const entries = parts.map((part) => ({ title: (titleOf(part) ?? '').slice(0, 300), level: 1, page: part.page }));
  return entries.filter((entry) => entry.title !== '').slice(0, MOST_HEADINGS);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
