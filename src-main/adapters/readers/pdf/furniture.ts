import type { PageRuns, Run } from './page-runs.ts';

/** Share of the page's height, at the top and at the bottom, where running heads and feet stand. */
const MARGIN = 0.11;

/**
 * Drops running headers, footers and page numbers: text in the margin that comes back on other pages at the same
 * height, its digits aside. Documents of one or two pages keep everything.
 */
export function dropFurniture(pages: PageRuns[]): void {
  if (pages.length < 3) return;
  const seen = new Map<string, number>();
  for (const page of pages) {
    const keys = new Set(page.runs.filter((run) => inMargin(run, page)).map((run) => furnitureKey(run, page)));
    for (const key of keys) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const enough = Math.max(3, Math.min(6, Math.ceil(pages.length * 0.1)));
  for (const page of pages) {
    const kept = page.runs.filter((run) => !inMargin(run, page) || (seen.get(furnitureKey(run, page)) ?? 0) < enough);
    page.runs = kept;
  }
}

function inMargin(run: Run, page: PageRuns): boolean {
  if (run.turn !== 0) return false;
  const top = run.y1 / page.frame.height;
  const bottom = run.y0 / page.frame.height;
  return top < MARGIN || bottom > 1 - MARGIN;
}

function furnitureKey(run: Run, page: PageRuns): string {
  const words = run.text.toLowerCase().replace(/\d+/g, '#').replace(/^[ivxlc]{1,6}$/, '#').replace(/\s+/g, ' ').trim();
  return `${words}@${Math.round((run.y0 / page.frame.height) * 60)}`;
}
