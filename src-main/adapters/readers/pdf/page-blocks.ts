import type { DocumentPart } from '#core/ports/document-reader.ts';
import { proseKind, startsWarning } from '#shared/prose-hints.ts';
import { createPartBuilder } from '#adapters/readers/part-builder.ts';
import type { BlockKind, PartBuilder } from '#adapters/readers/part-builder.ts';
import { firstRowIsHeader } from '#adapters/readers/table-header.ts';
import { headingLevel } from './document-style.ts';
import type { DocumentStyle } from './document-style.ts';
import { shownBox } from './geometry.ts';
import type { PageFrame, Turn } from './geometry.ts';
import { lineJoin } from './join-lines.ts';
import type { Vocabulary } from './join-lines.ts';
import type { PageRuns } from './page-runs.ts';
import type { Run } from './run-collector.ts';
import { readingOrder } from './reading-order.ts';
import { buildStacks, onOneLine } from './stacks.ts';
import type { Line, Stack } from './stacks.ts';
import { findTables } from './tables.ts';
import type { Placed } from './tables.ts';

export interface PageContext {
  style: DocumentStyle;
  words: Vocabulary;
  /** Page from 0. */
  index: number;
  nextTable: () => number;
}

/** Between the cells of a row: folds to a blank for search and quotes, and shows as a column. */
const CELL_SEPARATOR = '\t';

/** Turns the runs of a page into text with blocks and line boxes, in reading order. */
export function buildPage(page: PageRuns, context: PageContext): DocumentPart {
  const part = createPartBuilder(true);
  for (const turn of [0, 1, 3, 2] as const) {
    const runs = fromTop(page.runs.filter((run) => run.turn === turn), turn);
    if (runs.length === 0) continue;
    const writer: Writer = { part, frame: page.frame, turn, words: context.words };
    const placed = findTables(readingOrder(buildStacks(runs)), context.nextTable);
    writePlaced(writer, placed, context);
  }
  for (const note of page.notes) {
    const start = part.add({ kind: 'paragraph' }, note.text);
    if (start >= 0) part.addLine({ start, end: start + note.text.length, box: shownBox(note, 0, page.frame) });
  }
  return part.build(context.index + 1, null);
}

/** PDFium puts out text that reads downwards or upwards line by line from the left, which may be from its bottom. */
function fromTop(runs: Run[], turn: Turn): Run[] {
  if (turn === 0) return runs;
  const upwards = runs.filter((run, at) => run.y0 < (runs[at - 1]?.y0 ?? -Infinity)).length;
  if (upwards * 2 < runs.length - 1) return runs;
  return runs.toSorted((a, b) => (onOneLine(a, b) ? a.x0 - b.x0 : a.y0 - b.y0)).map((run, order) => ({ ...run, order }));
}

interface Writer {
  part: PartBuilder;
  frame: PageFrame;
  turn: Turn;
  words: Vocabulary;
}

function writePlaced(writer: Writer, placed: Placed[], context: PageContext): void {
  const headers = headerRows(placed);
  placed.forEach((group, at) => {
    if (group.kind === 'stack') writeStack(writer, group.stack, context);
    else if (group.table === null) writeCells(writer, group.cells, proseKind(cellText(group.cells[0] ?? [], writer.words)));
    else writeCells(writer, group.cells, { kind: 'table-row', table: group.table, header: headers.has(at) });
  });
}

/** Places of the rows that head their table: the first of each, when it reads like one. */
function headerRows(placed: Placed[]): Set<number> {
  const headers = new Set<number>();
  placed.forEach((group, at) => {
    if (group.kind !== 'row' || group.table === null) return;
    const before = placed[at - 1];
    if (before !== undefined && before.kind === 'row' && before.table === group.table) return;
    const rows: Stack[][][] = [];
    for (let next = at; next < placed.length; next += 1) {
      const row = placed[next];
      if (row === undefined || row.kind !== 'row' || row.table !== group.table) break;
      rows.push(row.cells);
    }
    const texts = rows.map((cells) => cells.map((cell) => cell.flatMap((stack) => stack.lines.map((line) => line.text)).join(' ')));
    const bold = isBold(rows[0]) && !isBold(rows[1]);
    if (bold || firstRowIsHeader(texts)) headers.add(at);
  });
  return headers;
}

function isBold(cells: Stack[][] | undefined): boolean {
  return cells !== undefined && cells.flat().every((stack) => stack.lines.every((line) => line.bold));
}

function cellText(stacks: Stack[], words: Vocabulary): string {
  return joinTexts(stacks.flatMap((stack) => stack.lines), words).text;
}

function writeCells(writer: Writer, cells: Stack[][], kind: BlockKind): void {
  const joined = cells.map((cell) => joinTexts(cell.flatMap((stack) => stack.lines), writer.words));
  const start = writer.part.add(kind, joined.map((cell) => cell.text).join(CELL_SEPARATOR));
  if (start < 0) return;
  let at = start;
  for (const cell of joined) {
    placeLines(writer, cell.spans, at);
    at += cell.text.length + CELL_SEPARATOR.length;
  }
}

interface Span {
  start: number;
  end: number;
  line: Line;
}

/** Joins lines into running text, and keeps where each line's letters went. */
function joinTexts(lines: Line[], words: Vocabulary, between?: string): { text: string; spans: Span[] } {
  const spans: Span[] = [];
  let text = '';
  lines.forEach((line, at) => {
    const clean = leaders(line.text.trim());
    const next = lines[at + 1];
    const join = next === undefined ? { cut: 0, between: '' } : between === undefined ? lineJoin(clean, next.text.trim(), words) : { cut: 0, between };
    const start = text.length;
    text += clean.slice(0, clean.length - join.cut);
    spans.push({ start, end: text.length, line });
    text += join.between;
  });
  return { text, spans };
}

/** Dot leaders of a table of contents say nothing and cost a chunk its room. */
function leaders(text: string): string {
  return text.replace(/(?:\s?[.·…_]){5,}/g, ' … ');
}

function placeLines(writer: Writer, spans: Span[], offset: number): void {
  for (const { start, end, line } of spans) {
    if (end > start) writer.part.addLine({ start: start + offset, end: end + offset, box: shownBox(line, writer.turn, writer.frame) });
  }
}

function writeStack(writer: Writer, stack: Stack, context: PageContext): void {
  for (const paragraph of paragraphs(writer, stack, context)) {
    const code = paragraph.level === null && paragraph.lines.every((line) => line.mono);
    const { text, spans } = joinTexts(paragraph.lines, writer.words, code ? '\n' : undefined);
    const start = writer.part.add(paragraph.level !== null ? { kind: 'heading', level: paragraph.level } : code ? { kind: 'code' } : proseKind(text), text);
    if (start >= 0) placeLines(writer, spans, start);
  }
}

interface Paragraph {
  lines: Line[];
  level: number | null;
}

function paragraphs(writer: Writer, stack: Stack, context: PageContext): Paragraph[] {
  const found: Paragraph[] = [];
  const pitch = typicalPitch(stack);
  stack.lines.forEach((line, at) => {
    const previous = stack.lines[at - 1];
    const current = found.at(-1);
    const level = writer.turn === 0 ? lineLevel(stack, at, context) : null;
    if (previous === undefined || current === undefined || level !== current.level || beginsParagraph(stack, current.lines, line, pitch)) found.push({ lines: [line], level });
    else current.lines.push(line);
  });
  return found;
}

/** A bold line counts as alone when the line after it is not bold, or it ends the stack. */
function lineLevel(stack: Stack, at: number, context: PageContext): number | null {
  const line = stack.lines[at];
  if (line === undefined || startsWarning(line.text)) return null;
  let last = at;
  while (stack.lines[last + 1]?.bold && last - at < 4) last += 1;
  let first = at;
  while (stack.lines[first - 1]?.bold && at - first < 4) first -= 1;
  const alone = line.bold && last - first < 3;
  return headingLevel(context.style, context.index, line, line.text.trim(), alone);
}

function typicalPitch(stack: Stack): number {
  const pitches = stack.lines.slice(1).map((line, at) => line.y1 - (stack.lines[at]?.y1 ?? line.y1));
  return pitches.toSorted((a, b) => a - b)[Math.floor(pitches.length / 2)] ?? 0;
}

function beginsParagraph(stack: Stack, lines: Line[], line: Line, pitch: number): boolean {
  const first = lines[0] ?? line;
  const previous = lines.at(-1) ?? line;
  const kind = proseKind(line.text.trim());
  if (kind.kind === 'warning' || (kind.kind === 'list-item' && !kind.ordered)) return true;
  // What stands further left than the item before it is not part of the item.
  if (proseKind(first.text.trim()).kind === 'list-item' && line.x0 < first.x0 - 0.5 * line.size) return true;
  if (kind.kind === 'list-item' && !/[-\u00AD]$/.test(previous.text) && (isListPosition(stack, line) || /[.;:]$/.test(previous.text))) return true;
  if (pitch > 0 && line.y1 - previous.y1 > 1.35 * pitch) return true;
  if (Math.max(line.size, previous.size) > 1.2 * Math.min(line.size, previous.size)) return true;
  const short = previous.x1 < stack.x0 + 0.75 * (stack.x1 - stack.x0);
  const ended = /[.:;!?)”"]$/.test(previous.text.trim());
  return short && ended && /^[\p{Lu}\d•(]/u.test(line.text.trim());
}

/** Markers stand at the left edge; "a) …" within a paragraph's middle would be a line that happens to begin so. */
function isListPosition(stack: Stack, line: Line): boolean {
  return line.x0 < stack.x0 + 3 * line.size;
}
