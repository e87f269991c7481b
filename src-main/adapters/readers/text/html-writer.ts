import { proseKind } from '#shared/prose-hints.ts';
import type { SectionBuilder } from '#adapters/readers/section-builder.ts';
import { firstRowIsHeader } from '#adapters/readers/table-header.ts';
import { rowText } from '#adapters/readers/table-parts.ts';

const BLOCKS = new Set(['p', 'div', 'section', 'article', 'main', 'ul', 'ol', 'dl', 'dt', 'dd', 'blockquote', 'figure', 'figcaption', 'address', 'fieldset', 'form', 'hr', 'details', 'summary', 'caption', 'header', 'aside', 'body', 'html', 'table', 'pre']);
const HEADING = /^h([1-6])$/;

interface Table {
  rows: string[][];
  headers: boolean[];
  row: string[] | null;
  rowIsHeader: boolean;
  cell: string[] | null;
}

/** Turns the tags and texts of a page, as they come, into blocks. Keeps no tree. */
export interface HtmlWriter {
  open(name: string): void;
  close(name: string): void;
  text(data: string): void;
  finish(): void;
}

export interface HtmlWriterOptions {
  /** Takes short lines that are bold from end to end for headings, on pages without heading elements. */
  boldHeadings?: boolean;
}

const LONGEST_BOLD_HEADING = 100;

export function createHtmlWriter(builder: SectionBuilder, { boldHeadings = false }: HtmlWriterOptions = {}): HtmlWriter {
  const tables: Table[] = [];
  const lists: { ordered: boolean; next: number }[] = [];
  let buffer: string[] = [];
  let heading = 0;
  let item: string | null = null;
  let pre = 0;
  let bold = 0;
  let plainSeen = false;
  let term: string | null = null;
  let inTerm = false;

  function flush(): void {
    const joined = buffer.join('');
    const allBold = boldHeadings && !plainSeen;
    buffer = [];
    plainSeen = false;
    const clean = pre > 0 ? joined.replace(/\s+$/, '') : joined.replace(/\s+/g, ' ').trim();
    if (clean.trim() === '') return;
    if (heading > 0) builder.heading(heading, clean);
    else if (inTerm) term = term === null ? clean : `${term}, ${clean}`;
    else if (term !== null) writeDefinition(clean);
    else if (allBold && item === null && isBoldHeading(clean)) builder.heading(2, clean);
    else if (pre > 0) builder.add({ kind: 'code' }, clean);
    else if (item !== null) {
      builder.add({ kind: 'list-item', ordered: lists.at(-1)?.ordered ?? false }, `${item} ${clean}`);
      item = null;
    } else builder.add(proseKind(clean), clean);
  }

  function writeDefinition(text: string): void {
    builder.add({ kind: 'paragraph' }, term === null ? text : `${term}: ${text}`);
    term = null;
  }

  function isBoldHeading(text: string): boolean {
    return text.length <= LONGEST_BOLD_HEADING && /\p{L}{2}/u.test(text) && !/[.;,!?]$/.test(text) && proseKind(text).kind !== 'warning';
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

  function open(name: string): void {
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
    if (name === 'b' || name === 'strong') bold += 1;
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
      if (name === 'dt') inTerm = true;
      if (name === 'ul' || name === 'ol') lists.push({ ordered: name === 'ol', next: 1 });
      if (name === 'pre') pre += 1;
    }
  }

  function close(name: string): void {
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
    } else if (name === 'b' || name === 'strong') bold = Math.max(0, bold - 1);
    else if (HEADING.test(name)) {
      flush();
      heading = 0;
    } else if (BLOCKS.has(name) || name === 'li') {
      flush();
      if (name === 'dt') inTerm = false;
      if (name === 'dl' && term !== null) {
        builder.add({ kind: 'paragraph' }, term);
        term = null;
      }
      if (name === 'ul' || name === 'ol') lists.pop();
      if (name === 'pre') pre = Math.max(0, pre - 1);
      if (name === 'li') item = null;
    }
  }

  return {
    open,
    close,
    text(data) {
      const table = tables.at(-1);
      if (table !== undefined) {
        table.cell?.push(data);
        return;
      }
      buffer.push(data);
      plainSeen ||= bold === 0 && data.trim() !== '';
    },
    finish() {
      for (let table = tables.pop(); table !== undefined; table = tables.pop()) {
        closeRow(table);
        closeTable(table);
      }
      inTerm = false;
      flush();
      if (term !== null) builder.add({ kind: 'paragraph' }, term);
    },
  };
}
