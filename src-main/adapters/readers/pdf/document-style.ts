import type { Bookmark } from './bookmarks.ts';
import type { Run } from './run-collector.ts';
import type { Line } from './stacks.ts';

/** What headings look like in this document. */
export interface DocumentStyle {
  bodySize: number;
  /** Sizes above the body's, largest first. */
  headingSizes: number[];
  /** Bookmark levels by folded title, for each page (from 0) that has any. */
  bookmarks: Map<number, BookmarkedTitles>;
}

interface BookmarkedTitles {
  levels: Map<string, number>;
  /** Letters of the longest one. */
  longest: number;
}

const CAPTION = /^(?:fig(?:ure|\.)?|table|tab\.|abb(?:ildung|\.)?|tabelle|hình|bảng|figura|tabla)\s*\d/iu;

/** Learns from pages that stand for the document. */
export function documentStyle(pages: Run[][], bookmarks: Bookmark[]): DocumentStyle {
  const chars = charsBySize(pages);
  const bodySize = bodySizeOf(pages);
  const headingSizes = [...chars.keys()].filter((size) => size >= bodySize * 1.12).toSorted((a, b) => b - a);
  return {
    bodySize,
    headingSizes: mergeNear(headingSizes),
    bookmarks: byPage(bookmarks),
  };
}

/** The size most letters of a document have. */
export function bodySizeOf(pages: Run[][]): number {
  return [...charsBySize(pages)].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [10, 0])[0];
}

function charsBySize(pages: Run[][]): Map<number, number> {
  const chars = new Map<number, number>();
  for (const page of pages) {
    for (const run of page) if (run.turn === 0) chars.set(rounded(run.size), (chars.get(rounded(run.size)) ?? 0) + run.text.length);
  }
  return chars;
}

/** Sizes within a tenth of each other are one level, and five levels are enough. */
function mergeNear(sizes: number[]): number[] {
  const levels: number[] = [];
  for (const size of sizes) if (levels.length === 0 || size < (levels.at(-1) ?? 0) * 0.9) levels.push(size);
  return levels.slice(0, 5);
}

function rounded(size: number): number {
  return Math.round(size * 2) / 2;
}

function byPage(bookmarks: Bookmark[]): Map<number, BookmarkedTitles> {
  const pages = new Map<number, BookmarkedTitles>();
  for (const { page, title, level } of bookmarks) {
    const titles = pages.get(page) ?? { levels: new Map<string, number>(), longest: 0 };
    titles.levels.set(folded(title), level);
    titles.longest = Math.max(titles.longest, title.length);
    pages.set(page, titles);
  }
  return pages;
}

function folded(title: string): string {
  return title.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** What stands before a heading beside its title: "Chapter 12.", "Appendix A". */
const NUMBER_BEFORE = /^[\d.\s]+|^(?:chapter|appendix|kapitel)\s+\S+\s+/i;
const LONGEST_NUMBER = 24;

/** Outlines often leave out the number or the word "Chapter" that stands on the page. */
function bookmarkLevel(style: DocumentStyle, page: number, text: string): number | undefined {
  const titles = style.bookmarks.get(page);
  if (titles === undefined || text.length > titles.longest * 1.5 + LONGEST_NUMBER) return undefined;
  const level = titles.levels.get(folded(text));
  if (level !== undefined || !NUMBER_BEFORE.test(text)) return level;
  return titles.levels.get(folded(text.replace(NUMBER_BEFORE, '')));
}

/** The level of a line (or lines joined) as a heading; null if it is none. `page` counts from 0. */
export function headingLevel(style: DocumentStyle, page: number, line: Line, text: string, alone: boolean): number | null {
  if (text.length > 160 || !/\p{L}{2}/u.test(text) || /\.{4}|(?:\. ){4}/.test(text)) return null;
  const marked = bookmarkLevel(style, page, text);
  if (marked !== undefined) return marked;
  if (CAPTION.test(text) || /[,;]$/.test(text)) return null;
  const larger = line.size >= style.bodySize * (text.trim().endsWith(':') ? 1.4 : 1.12);
  const numbered = /^(?:\d+(?:\.\d+)*)\.?\s+\p{Lu}/u.exec(text)?.[0];
  const boldAlone = line.bold && alone && line.size >= style.bodySize * 0.92 && text.length <= 100 && !/[.:]$/.test(text.trim());
  if (!larger && !boldAlone) return null;
  if (larger && !line.bold && /[a-z,]\.$/.test(text) && text.length > 80) return null;
  if (numbered !== undefined && style.bookmarks.size === 0) return Math.min(6, 1 + (numbered.match(/\d+/g)?.length ?? 1));
  const rank = style.headingSizes.findIndex((size) => line.size >= size * 0.95);
  const bySize = rank < 0 ? style.headingSizes.length + 1 : rank + 1;
  return Math.min(6, style.bookmarks.size > 0 ? Math.max(bySize, 2) : bySize);
}
