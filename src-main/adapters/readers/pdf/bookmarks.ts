import type { PdfEngine } from './pdf-engine.ts';
import { readUtf16 } from './pdf-engine.ts';

/** An entry of the document's outline. `page` counts from 0, `level` from 1. */
export interface Bookmark {
  title: string;
  page: number;
  level: number;
}

const MAX_BOOKMARKS = 5000;
const MAX_LEVEL = 8;

/** The outline in order. Outlines may loop, so entries seen before are not entered again. */
export function readBookmarks(engine: PdfEngine, document: number): Bookmark[] {
  const { call } = engine;
  const found: Bookmark[] = [];
  const seen = new Set<number>();
  const open: { entry: number; level: number }[] = [{ entry: call.FPDFBookmark_GetFirstChild(document, 0), level: 1 }];
  while (open.length > 0 && seen.size < MAX_BOOKMARKS) {
    const next = open.pop();
    if (next === undefined || next.entry === 0 || seen.has(next.entry)) continue;
    seen.add(next.entry);
    open.push({ entry: call.FPDFBookmark_GetNextSibling(document, next.entry), level: next.level });
    if (next.level < MAX_LEVEL) open.push({ entry: call.FPDFBookmark_GetFirstChild(document, next.entry), level: next.level + 1 });
    const destination = call.FPDFBookmark_GetDest(document, next.entry);
    const page = destination === 0 ? -1 : call.FPDFDest_GetDestPageIndex(document, destination);
    const title = readUtf16(engine, (buffer, length) => call.FPDFBookmark_GetTitle(next.entry, buffer, length));
    if (title.trim() !== '') found.push({ title: title.trim(), page, level: next.level });
  }
  return found;
}
