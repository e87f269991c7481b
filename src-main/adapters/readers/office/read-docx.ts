import type { ReadResult } from '#core/ports/document-reader.ts';
import { proseKind } from '#shared/prose-hints.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { createSectionBuilder } from '#adapters/readers/section-builder.ts';
import type { SectionBuilder } from '#adapters/readers/section-builder.ts';
import { firstRowIsHeader } from '#adapters/readers/table-header.ts';
import { rowText } from '#adapters/readers/table-parts.ts';
import { readNumbering } from './docx-numbering.ts';
import type { Numbering } from './docx-numbering.ts';
import { readParagraphStyles } from './docx-styles.ts';
import type { ParagraphStyle } from './docx-styles.ts';
import { readCoreTitle, readRelationships } from './relationships.ts';
import { parseXml } from './xml-pass.ts';
import type { Attributes, XmlHandler } from './xml-pass.ts';
import type { ZipArchive } from './zip-archive.ts';

/**
 * Reads Word documents in one pass over `document.xml` (ECMA-376 part 1, 17, transitional and strict): headings, lists
 * with their markers, tables row by row, text boxes, then foot- and endnotes and comments. Deleted text is left out, and so
 * are the headers and footers that every page repeats.
 */
export function readDocx(archive: ZipArchive, limits: ReaderLimits, onProgress: (fraction: number) => void): ReadResult {
  const builder = createSectionBuilder(limits);
  const warnings: string[] = [];
  const main = archive.names().find((name) => /^word\/document\d*\.xml$/i.test(name)) ?? 'word/document.xml';
  const context = { builder, styleOf: readParagraphStyles(archive), numbering: readNumbering(archive) };
  parseXml(archive.read(main), bodyHandler(context));
  onProgress(0.8);
  for (const { type, target } of readRelationships(archive, main).values()) {
    if ((type === 'footnotes' || type === 'endnotes' || type === 'comments') && archive.has(target)) addNotes(context, archive.read(target));
  }
  return { kind: 'docx', title: readCoreTitle(archive) ?? builder.firstHeading, pages: null, parts: builder.finish(), outline: builder.outline(), warnings };
}

interface Context {
  builder: SectionBuilder;
  styleOf: (id: string) => ParagraphStyle;
  numbering: Numbering;
}

interface Table {
  rows: string[][];
  marked: boolean[];
  row: string[];
  rowMarked: boolean;
  cell: string[];
  /** Column of the grid that the open cell begins at. */
  column: number;
  span: number;
  continued: boolean;
  /** Text of the last cell that was begun in each column, for cells merged downwards. */
  above: Map<number, string>;
}

interface Paragraph {
  text: string[];
  style: string;
  outline: number | null;
  numId: string | null;
  numLevel: number | null;
}

/** Elements whose text is not part of the document as shown: deletions, field codes, the fallback copy of a drawing. */
const SKIPPED = new Set(['del', 'delText', 'instrText', 'Fallback', 'moveFrom']);

function bodyHandler(context: Context): XmlHandler {
  const { builder } = context;
  const tables: Table[] = [];
  const paragraphs: Paragraph[] = [];
  let skipping = 0;
  let inText = false;
  let author: string | null = null;

  function setMerged(continued: boolean): void {
    const table = tables.at(-1);
    if (table !== undefined) table.continued = continued;
  }

  function setSpan(span: number): void {
    const table = tables.at(-1);
    if (table !== undefined && Number.isInteger(span) && span > 0) table.span = span;
  }

  function openParagraphPart(name: string, attributes: Attributes): void {
    const paragraph = paragraphs.at(-1);
    if (paragraph === undefined) return;
    const value = attributes['val'] ?? '';
    if (name === 'pStyle') paragraph.style = value;
    else if (name === 'outlineLvl') paragraph.outline = Number(value);
    else if (name === 'numId') paragraph.numId = value;
    else if (name === 'ilvl') paragraph.numLevel = Number(value);
    else if (name === 'tab') paragraph.text.push('\t');
    else if (name === 'br' || name === 'cr') paragraph.text.push('\n');
    else if (name === 'noBreakHyphen') paragraph.text.push('-');
    else if (name === 'sym') paragraph.text.push(symbol(attributes['char']));
  }

  function closeParagraph(): void {
    const paragraph = paragraphs.pop();
    if (paragraph === undefined) return;
    const table = tables.at(-1);
    const text = paragraph.text.join('').replace(/[ \t]+/g, ' ').trim();
    if (text === '') return;
    if (author !== null) builder.add({ kind: 'paragraph' }, author === '' ? `Comment: ${text}` : `Comment by ${author}: ${text}`);
    else if (table === undefined) addParagraph(context, paragraph, text);
    else {
      const item = markerOf(context, paragraph);
      table.cell.push(item === null ? text : `${item.text} ${text}`);
    }
  }

  function closeRow(table: Table): void {
    table.rows.push(table.row);
    table.marked.push(table.rowMarked);
    table.row = [];
    table.rowMarked = false;
    table.column = 0;
  }

  function closeCell(table: Table): void {
    const text = table.cell.splice(0).join(' ').trim();
    const shown = table.continued && text === '' ? (table.above.get(table.column) ?? '') : text;
    table.above.set(table.column, shown);
    table.row.push(shown);
    table.column += table.span;
    table.span = 1;
    table.continued = false;
  }

  function closeTable(): void {
    const table = tables.pop();
    if (table === undefined) return;
    const parent = tables.at(-1);
    if (parent !== undefined) for (const row of table.rows) parent.cell.push(row.filter((cell) => cell !== '').join(' / '));
    else addTable(builder, table);
  }

  return {
    open(name, attributes) {
      if (SKIPPED.has(name)) skipping += 1;
      if (skipping > 0) return;
      if (name === 'p') paragraphs.push({ text: [], style: '', outline: null, numId: null, numLevel: null });
      else if (name === 'tbl') tables.push({ rows: [], marked: [], row: [], rowMarked: false, cell: [], column: 0, span: 1, continued: false, above: new Map() });
      else if (name === 't') inText = true;
      else if (name === 'comment') author = attributes['author'] ?? '';
      else if (name === 'vMerge') setMerged(attributes['val'] !== 'restart');
      else if (name === 'gridSpan') setSpan(Number(attributes['val']));
      else if (name === 'tblHeader' && attributes['val'] !== '0' && attributes['val'] !== 'false') {
        const table = tables.at(-1);
        if (table !== undefined) table.rowMarked = true;
      } else openParagraphPart(name, attributes);
    },
    close(name) {
      if (SKIPPED.has(name)) skipping -= 1;
      if (skipping > 0) return;
      const table = tables.at(-1);
      if (name === 't') inText = false;
      else if (name === 'p') closeParagraph();
      else if (name === 'tbl') closeTable();
      else if (name === 'tr' && table !== undefined) closeRow(table);
      else if (name === 'tc' && table !== undefined) closeCell(table);
    },
    text(data) {
      if (inText && skipping === 0) paragraphs.at(-1)?.text.push(data);
    },
  };
}

function markerOf(context: Context, paragraph: Paragraph): { text: string; ordered: boolean } | null {
  const style = context.styleOf(paragraph.style);
  const numId = paragraph.numId ?? style.numId;
  if (numId === null || numId === '0') return null;
  return context.numbering.next(numId, paragraph.numLevel ?? style.numLevel);
}

function addParagraph(context: Context, paragraph: Paragraph, text: string): void {
  const { builder } = context;
  const item = markerOf(context, paragraph);
  const outline = paragraph.outline !== null && paragraph.outline < 9 ? paragraph.outline + 1 : null;
  const level = outline ?? context.styleOf(paragraph.style).level;
  if (level !== null && text.length <= 250) builder.heading(level, item?.ordered ? `${item.text} ${text}` : text);
  else if (item !== null) builder.add({ kind: 'list-item', ordered: item.ordered }, `${item.text} ${text}`);
  else builder.add(proseKind(text), text);
}

function addTable(builder: SectionBuilder, table: Table): void {
  const rows = table.rows.filter((row) => row.some((cell) => cell !== ''));
  if (rows.every((row) => row.length < 2)) {
    for (const row of rows) builder.add(proseKind(row[0] ?? ''), row[0] ?? '');
    return;
  }
  const id = builder.newTable();
  const guessed = !table.marked.includes(true) && firstRowIsHeader(rows) ? 0 : -1;
  rows.forEach((row, at) => {
    const header = at === guessed || (at < 3 && table.marked[table.rows.indexOf(row)] === true);
    builder.add({ kind: 'table-row', table: id, header }, rowText(row));
  });
}

/** Notes stand at the end, under the section they are last in; separators carry no text. */
function addNotes(context: Context, bytes: Buffer): void {
  parseXml(bytes, bodyHandler(context));
}

/** Characters of symbol fonts are stored in the private area at F000 plus their code; bullets are what they are used for. */
function symbol(code: string | undefined): string {
  const value = Number.parseInt(code ?? '', 16);
  if (Number.isNaN(value)) return '';
  return value >= 0xf000 ? '•' : String.fromCodePoint(value);
}
