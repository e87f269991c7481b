import type { ReadResult } from '#core/ports/document-reader.ts';
import { proseKind, startsWarning } from '#shared/prose-hints.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { createSectionBuilder } from '#adapters/readers/section-builder.ts';
import type { SectionBuilder } from '#adapters/readers/section-builder.ts';

/** Reads plain text: paragraphs between blank lines, numbered steps, signal-word warnings, and lines that are headings. */
export function readText(text: string, limits: ReaderLimits): ReadResult {
  const builder = createSectionBuilder(limits);
  const paragraphs = text.split(/\n[ \t]*\n+/);
  paragraphs.forEach((paragraph, at) => addParagraph(builder, paragraph, at === 0, paragraphs.length > 1));
  return { kind: 'text', title: builder.firstHeading, pages: null, parts: builder.finish(), outline: builder.outline(), warnings: [] };
}

function addParagraph(builder: SectionBuilder, paragraph: string, first: boolean, more: boolean): void {
  const lines = paragraph.split('\n').filter((line) => line.trim() !== '' && !/^\s*[-=_*~]{3,}\s*$/.test(line));
  const underlined = /\n\s*(={3,}|-{3,})\s*$/.test(paragraph) && lines.length === 1;
  const head = lines[0]?.trim() ?? '';
  if (lines.length === 1 && (underlined || isHeading(head, first && more))) {
    builder.heading(headingLevel(head, first), head);
    return;
  }
  if (lines.length > 1 && isCapitals(head) && !startsWarning(head)) {
    builder.heading(headingLevel(head, false), head);
    lines.shift();
  }
  for (const item of groupItems(lines)) builder.add(proseKind(item), item);
}

/** Splits a paragraph before every line that begins a step or a bullet; other lines belong to the item above. */
function groupItems(lines: string[]): string[] {
  const items: string[] = [];
  let inWarning = false;
  for (const line of lines) {
    const trimmed = line.trim();
    const kind = proseKind(trimmed).kind;
    const starts: boolean = items.length === 0 || kind === 'warning' || (kind === 'list-item' && !inWarning) || isTabular(line);
    if (starts) items.push(trimmed);
    else items[items.length - 1] += `\n${trimmed}`;
    inWarning = kind === 'warning' || (inWarning && !starts);
  }
  return items;
}

function isTabular(line: string): boolean {
  return line.includes('\t');
}

function isCapitals(line: string): boolean {
  const letters = line.match(/\p{L}/gu) ?? [];
  return letters.length >= 3 && line.length <= 100 && line === line.toUpperCase() && line !== line.toLowerCase() && !/[.;,]$/.test(line);
}

function isHeading(line: string, couldBeTitle: boolean): boolean {
  if (startsWarning(line) || line.length > 110 || !/\p{L}{2}/u.test(line)) return false;
  if (isCapitals(line)) return true;
  if (/[.;,!?]$/.test(line) || /\t|:\s/.test(line)) return false;
  if (couldBeTitle) return true;
  const words = line.split(/\s+/);
  const numbered = /^\d+(\.\d+)*\.?\s+\p{Lu}/u.test(line);
  return words.length <= 10 && (numbered || /^\p{Lu}/u.test(line)) && !line.endsWith(':');
}

function headingLevel(line: string, first: boolean): number {
  if (first) return 1;
  const numbering = /^(\d+(?:\.\d+)*)\.?\s/.exec(line)?.[1];
  return numbering === undefined ? (isCapitals(line) ? 2 : 3) : 1 + numbering.split('.').length;
}
