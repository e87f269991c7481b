import type { DocumentPart, OutlineEntry } from '#core/ports/document-reader.ts';
import type { Bookmark } from './bookmarks.ts';

const MOST_ENTRIES = 5000;
const DEEPEST = 4;
const LONGEST = 200;

/** The table of contents of a document: its bookmarks, or where it has none, the headings of its parts. */
export interface Outline {
  take(part: DocumentPart): void;
  entries(): OutlineEntry[];
}

export function createOutline(bookmarks: readonly Bookmark[]): Outline {
  const headings: OutlineEntry[] = [];
  return {
    take({ page, text, blocks }) {
      if (bookmarks.length > 0) return;
      for (const block of blocks) {
        if (block.kind !== 'heading' || block.level > DEEPEST || headings.length >= MOST_ENTRIES) continue;
        headings.push({ title: text.slice(block.start, block.end).replace(/\s+/g, ' ').slice(0, LONGEST), level: block.level, page });
      }
    },
    entries: () => (bookmarks.length > 0 ? bookmarks.map(({ title, level, page }) => ({ title, level, page: page < 0 ? null : page + 1 })) : headings),
  };
}
