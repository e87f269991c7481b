import type { Bookmark } from './bookmarks.ts';
import { bodySizeOf, documentStyle } from './document-style.ts';
import type { DocumentStyle } from './document-style.ts';
import { createFurniture } from './furniture.ts';
import type { Furniture } from './furniture.ts';
import { createVocabulary } from './join-lines.ts';
import type { GrowingVocabulary } from './join-lines.ts';
import type { PageRuns } from './page-runs.ts';
import type { PageSource } from './page-source.ts';
import { SAMPLE_GLYPHS, samplePages } from './sample-pages.ts';

/** Pages read before the one that is put together, since what runs through a chapter shows on its next pages. */
const AHEAD = 12;

/** What is known of the whole document while its pages are put together. */
export interface DocumentKnowledge {
  style: DocumentStyle;
  words: GrowingVocabulary;
}

/**
 * Reads the pages in order, each without running heads and feet. What headings, body and running heads look like is
 * learned from a sample of pages first, and of what comes back on pages, from the next ones too; so only a handful of pages is held at once.
 */
export function* streamPages(source: PageSource, bookmarks: Bookmark[]): Generator<{ page: PageRuns; index: number; known: DocumentKnowledge }, void, void> {
  const sample = readSample(source);
  const read = [...sample.values()].map(({ runs }) => runs);
  const furniture = createFurniture(source.count, bodySizeOf(read));
  for (const [index, page] of sample) furniture.learn(page, index);
  const words = createVocabulary();
  for (const runs of read) words.add(runs.map(({ text }) => text));
  const known = { style: documentStyle([...sample.values()].map((page) => furniture.without(page)), bookmarks), words };

  const ahead: PageRuns[] = [];
  for (let index = 0; index < source.count; index += 1) {
    while (ahead.length <= AHEAD && index + ahead.length < source.count) ahead.push(nextPage(source, index + ahead.length, sample, furniture, words));
    const page = ahead.shift();
    if (page !== undefined) yield { page: { ...page, runs: furniture.without(page) }, index, known };
  }
}

function readSample(source: PageSource): Map<number, PageRuns> {
  const sample = new Map<number, PageRuns>();
  let glyphs = 0;
  for (const index of samplePages(source.count)) {
    if (glyphs > SAMPLE_GLYPHS) break;
    const page = source.read(index);
    glyphs += page.glyphs;
    sample.set(index, page);
  }
  return sample;
}

/** A page from the sample, which has been learned, or one read now. */
function nextPage(source: PageSource, index: number, sample: Map<number, PageRuns>, furniture: Furniture, words: GrowingVocabulary): PageRuns {
  const sampled = sample.get(index);
  if (sampled !== undefined) {
    sample.delete(index);
    return sampled;
  }
  const page = source.read(index);
  furniture.learn(page, index);
  words.add(page.runs.map(({ text }) => text));
  return page;
}
