import { Parser } from 'htmlparser2';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { ReadResult } from '#core/ports/document-reader.ts';
import { proseKind } from '../block-hints.ts';
import type { ReaderLimits } from '../reader-limits.ts';
import { createSectionBuilder } from '../section-builder.ts';
import { firstRowIsHeader } from '../table-header.ts';
import { rowText } from '../table-parts.ts';

/** Never shown, or not the document's own words: scripts, navigation, form controls. */
const DROPPED = new Set(['script', 'style', 'noscript', 'template', 'svg', 'math', 'iframe', 'object', 'embed', 'applet', 'nav', 'footer', 'select', 'button', 'textarea', 'dialog', 'canvas', 'audio', 'video']);
const BLOCKS = new Set(['p', 'div', 'section', 'article', 'main', 'ul', 'ol', 'dl', 'dt', 'dd', 'blockquote', 'figure', 'figcaption', 'address', 'fieldset', 'form', 'hr', 'details', 'summary', 'caption', 'header', 'aside', 'body', 'html', 'table', 'pre']);
const HEADING = /^h([1-6])$/;
const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'param', 'source', 'track', 'wbr']);

/** The parser's time grows with the square of the depth, and no document comes near this. */
const MAX_DEPTH = 25_000;

interface Table {
  rows: string[][];
  headers: boolean[];
  row: string[] | null;
  rowIsHeader: boolean;
  cell: string[] | null;
}

/**
 * Reads HTML in one pass without a tree, so that nesting costs nothing. Scripts, styles, hidden elements, navigation
 * and page footers are dropped; where the page marks its main content, only that is kept. Nothing is fetched or run.
 */
export function readHtml(text: string, limits: ReaderLimits): ReadResult {
  const main = readRegion(text, limits, true);
  const all = main !== null && textLength(main) >= 400 ? main : (readRegion(text, limits, false) ?? main);
  return all ?? { kind: 'html', title: null, pages: null, parts: [], warnings: [] };
}

function textLength(result: ReadResult): number {
  return result.parts.reduce((sum, part) => sum + part.text.length, 0);
}

/** Reads the whole page, or only its main region; null when there is no main region. */
function readRegion(source: string, limits: ReaderLimits, mainOnly: boolean): ReadResult | null {
  const builder = createSectionBuilder(limits);
  const tables: Table[] = [];
  const lists: { ordered: boolean; next: number }[] = [];
  let buffer: string[] = [];
  let title = '';
  let inTitle = false;
  let depth = 0;
  let droppedAt = -1;
  let mainAt = -1;
  let sawMain = false;
  let heading = 0;
  let item: string | null = null;
  let pre = 0;

  function flush(): void {
    const joined = buffer.join('');
    buffer = [];
    const clean = pre > 0 ? joined.replace(/\s+$/, '') : joined.replace(/\s+/g, ' ').trim();
    if (clean.trim() === '') return;
    if (heading > 0) builder.heading(heading, clean);
    else if (pre > 0) builder.add({ kind: 'code' }, clean);
    else if (item !== null) {
      builder.add({ kind: 'list-item', ordered: lists.at(-1)?.ordered ?? false }, `${item} ${clean}`);
      item = null;
    } else builder.add(proseKind(clean), clean);
  }

  function closeTable(table: Table): void {
    const rows = table.rows.filter((row) => row.some((cell) => cell !== ''));
    const parent = tables.at(-1);
    // A table within a cell, or one cell wide, is layout: its text flows on.
    if (parent?.cell) parent.cell.push(' ', rows.map(rowText).join(' / '), ' ');
    else if (rows.every((row) => row.length < 2)) for (const row of rows) builder.add(proseKind(row[0] ?? ''), row[0] ?? '');
    else addRows(rows, table.headers);
  }

  function addRows(rows: string[][], headers: boolean[]): void {
    const id = builder.newTable();
    const guessed = headers.includes(true) ? -1 : firstRowIsHeader(rows) ? 0 : -1;
    rows.forEach((row, at) => builder.add({ kind: 'table-row', table: id, header: headers[at] === true || at === guessed }, rowText(row)));
  }

  function closeCell(table: Table): void {
    if (table.cell === null) return;
    table.row ??= [];
    table.row.push(table.cell.join('').replace(/\s+/g, ' ').trim());
    table.cell = null;
  }

  function closeRow(table: Table): void {
    closeCell(table);
    if (table.row !== null && table.row.some((cell) => cell !== '')) {
      table.headers.push(table.rowIsHeader && table.rows.length < 3);
      table.rows.push(table.row);
    }
    table.row = null;
  }

  function openTag(name: string): void {
    const table = tables.at(-1);
    if (name === 'table') {
      if (table === undefined) flush();
      tables.push({ rows: [], headers: [], row: null, rowIsHeader: false, cell: null });
    } else if (table !== undefined) openInTable(table, name);
    else openBlock(name);
  }

  function openInTable(table: Table, name: string): void {
    if (name === 'tr') {
      closeRow(table);
      table.row = [];
      table.rowIsHeader = true;
    } else if (name === 'td' || name === 'th') {
      closeCell(table);
      table.cell = [];
      if (name === 'td') table.rowIsHeader = false;
    } else if (name === 'br' || BLOCKS.has(name) || name === 'li') table.cell?.push(' ');
  }

  function openBlock(name: string): void {
    const level = HEADING.exec(name)?.[1];
    if (name === 'br') buffer.push(pre > 0 ? '\n' : ' ');
    else if (level !== undefined) {
      flush();
      heading = Number(level);
    } else if (name === 'li') {
      flush();
      const list = lists.at(-1);
      item = list?.ordered ? `${list.next}.` : '-';
      if (list) list.next += 1;
    } else if (BLOCKS.has(name)) {
      flush();
      if (name === 'ul' || name === 'ol') lists.push({ ordered: name === 'ol', next: 1 });
      if (name === 'pre') pre += 1;
    }
  }

  function closeTag(name: string): void {
    const table = tables.at(-1);
    if (name === 'table') {
      if (table === undefined) return;
      closeRow(table);
      tables.pop();
      closeTable(table);
    } else if (table !== undefined) {
      if (name === 'tr') closeRow(table);
      else if (name === 'td' || name === 'th') closeCell(table);
      else if (BLOCKS.has(name) || name === 'li' || HEADING.test(name)) table.cell?.push(' ');
    } else if (HEADING.test(name)) {
      flush();
      heading = 0;
    } else if (BLOCKS.has(name) || name === 'li') {
      flush();
      if (name === 'ul' || name === 'ol') lists.pop();
      if (name === 'pre') pre = Math.max(0, pre - 1);
      if (name === 'li') item = null;
    }
  }

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (!VOID.has(name)) depth += 1;
        if (depth > MAX_DEPTH) throw new MillwrightError('FILE_LIMIT', 'The elements of this page are nested too deeply to be a document.');
        if (droppedAt >= 0) return;
        if (name === 'title') inTitle = title === '';
        if (isMain(name, attributes) && mainAt < 0) {
          mainAt = depth;
          sawMain = true;
        }
        if (isHidden(name, attributes)) {
          if (!VOID.has(name)) droppedAt = depth;
          return;
        }
        if (!mainOnly || mainAt >= 0) openTag(name);
      },
      ontext(data) {
        if (inTitle) title += data;
        else if (droppedAt < 0 && (!mainOnly || mainAt >= 0)) {
          const table = tables.at(-1);
          if (table === undefined) buffer.push(data);
          else table.cell?.push(data);
        }
      },
      onclosetag(name) {
        if (VOID.has(name)) return;
        if (name === 'title') inTitle = false;
        if (droppedAt < 0 && (!mainOnly || mainAt >= 0)) closeTag(name);
        if (droppedAt === depth) droppedAt = -1;
        if (mainAt === depth) mainAt = -1;
        depth -= 1;
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.write(source);
  parser.end();
  for (let table = tables.pop(); table !== undefined; table = tables.pop()) {
    closeRow(table);
    closeTable(table);
  }
  flush();
  if (mainOnly && !sawMain) return null;
  const clean = title.replace(/\s+/g, ' ').trim();
  return { kind: 'html', title: clean === '' ? builder.firstHeading : clean, pages: null, parts: builder.finish(), warnings: [] };
}

function isMain(name: string, attributes: Record<string, string>): boolean {
  return name === 'main' || attributes['role'] === 'main';
}

function isHidden(name: string, attributes: Record<string, string>): boolean {
  if (DROPPED.has(name)) return true;
  if (name === 'header' && /banner/.test(`${attributes['role'] ?? ''}${attributes['class'] ?? ''}`)) return true;
  if ('hidden' in attributes || attributes['aria-hidden'] === 'true') return true;
  if (/^(navigation|banner|contentinfo|search|menu|menubar)$/.test(attributes['role'] ?? '')) return true;
  return /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attributes['style'] ?? '');
}
