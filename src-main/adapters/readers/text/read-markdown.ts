import { Lexer } from 'marked';
import type { Token, Tokens } from 'marked';
import type { ReadResult } from '#core/ports/document-reader.ts';
import { proseKind } from '#shared/prose-hints.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { createSectionBuilder } from '#adapters/readers/section-builder.ts';
import type { SectionBuilder } from '#adapters/readers/section-builder.ts';
import { rowText } from '#adapters/readers/table-parts.ts';
import { readHtml } from './read-html.ts';
import { readText } from './read-text.ts';

const FRONT_MATTER = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/;

/**
 * Reads Markdown by its block structure. Inline marks stay as written (they are part of what an author sees and
 * quotes); link targets, pictures, comments and front matter are left out.
 */
export function readMarkdown(text: string, limits: ReaderLimits): ReadResult {
  const matter = FRONT_MATTER.exec(text);
  const body = matter === null ? text : text.slice(matter[0].length);
  const tokens = lex(body);
  if (tokens === null) {
    const plain = readText(body, limits);
    return { ...plain, kind: 'markdown', warnings: ['The Markdown is nested too deeply; it was read as plain text.'] };
  }
  const builder = createSectionBuilder(limits);
  for (const token of tokens) addToken(builder, token, limits);
  const parts = builder.finish();
  return { kind: 'markdown', title: frontTitle(matter?.[1]) ?? builder.firstHeading, pages: null, parts, outline: builder.outline(), warnings: [] };
}

/** Block tokens only: inline parsing is what grows quadratic on hostile input, and is not needed. Null when too deep. */
function lex(text: string): Token[] | null {
  try {
    return new Lexer().blockTokens(text);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function frontTitle(matter: string | undefined): string | null {
  const title = /^title:[ \t]*(.+)$/im.exec(matter ?? '')?.[1]?.trim().replace(/^(['"])(.*)\1$/, '$2');
  return title === undefined || title === '' ? null : title;
}

function addToken(builder: SectionBuilder, token: Token, limits: ReaderLimits): void {
  switch (token.type) {
    case 'heading':
      return builder.heading((token as Tokens.Heading).depth, plainInline((token as Tokens.Heading).text).replace(/[*_`]+/g, ''));
    case 'list':
      return addList(builder, token as Tokens.List, limits);
    case 'table':
      return addTable(builder, token as Tokens.Table);
    case 'code':
      return builder.add({ kind: 'code' }, (token as Tokens.Code).text);
    case 'blockquote':
      return addQuote(builder, token as Tokens.Blockquote, limits);
    case 'html':
      return addHtml(builder, token.raw, limits);
    case 'space':
    case 'hr':
    case 'def':
      return;
    default:
      return addProse(builder, plainInline(token.raw));
  }
}

function addProse(builder: SectionBuilder, text: string): void {
  const clean = text.trim();
  builder.add(proseKind(clean), clean);
}

function addQuote(builder: SectionBuilder, quote: Tokens.Blockquote, limits: ReaderLimits): void {
  const alert = /^\[!(WARNING|CAUTION|DANGER|NOTE|IMPORTANT|TIP)\]\s*/i.exec(quote.text);
  if (alert === null) {
    for (const token of quote.tokens) addToken(builder, token, limits);
    return;
  }
  const word = (alert[1] ?? '').toUpperCase();
  const kind = /NOTE|TIP/.test(word) ? 'paragraph' : 'warning';
  builder.add({ kind }, `${word}: ${plainInline(quote.text.slice(alert[0].length)).trim()}`);
}

function addList(builder: SectionBuilder, list: Tokens.List, limits: ReaderLimits): void {
  let number = typeof list.start === 'number' ? list.start : 1;
  for (const item of list.items) {
    const marker = list.ordered ? `${number}.` : '-';
    number += 1;
    addListItem(builder, item, { marker, ordered: list.ordered }, limits);
  }
}

function addListItem(builder: SectionBuilder, item: Tokens.ListItem, list: { marker: string; ordered: boolean }, limits: ReaderLimits): void {
  const own: string[] = [];
  const flush = (): void => {
    const text = own.splice(0).join('\n').trim();
    if (text !== '') builder.add({ kind: 'list-item', ordered: list.ordered }, `${list.marker} ${text}`);
  };
  for (const token of item.tokens) {
    if (token.type === 'text' || token.type === 'paragraph') own.push(plainInline(token.raw).trim());
    else if (token.type !== 'space') {
      flush();
      if (token.type === 'list') addList(builder, token as Tokens.List, limits);
      else addToken(builder, token, limits);
    }
  }
  flush();
}

function addTable(builder: SectionBuilder, table: Tokens.Table): void {
  const id = builder.newTable();
  const text = (cells: Tokens.TableCell[]): string => rowText(cells.map((cell) => plainInline(cell.text)));
  builder.add({ kind: 'table-row', table: id, header: true }, text(table.header));
  for (const row of table.rows) builder.add({ kind: 'table-row', table: id, header: false }, text(row));
}

function addHtml(builder: SectionBuilder, raw: string, limits: ReaderLimits): void {
  for (const part of readHtml(raw, limits).parts) {
    for (const block of part.blocks) {
      const text = part.text.slice(block.start, block.end);
      if (block.kind === 'heading') builder.heading(block.level, text);
      else if (block.kind === 'table-row') builder.add({ kind: 'paragraph' }, text);
      else builder.add(block, text);
    }
  }
}

/** Leaves out comments, pictures and link targets; the label of a link stays. */
function plainInline(text: string): string {
  return text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/!\[([^\]\n]{0,500})\]\([^)\n]{0,2000}\)/g, '$1')
    .replace(/\[([^\]\n]{1,500})\]\((?:[^()\n]|\([^()\n]*\)){0,2000}\)/g, '$1')
    .replace(/<(https?:[^>\s]{1,2000})>/g, '$1')
    .replace(/<br\s*\/?>/gi, ' ');
}
