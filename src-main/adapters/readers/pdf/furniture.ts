import type { PageRuns } from './page-runs.ts';
import type { Run } from './run-collector.ts';

/** Share of the page's height, at the top and at the bottom, where running heads and feet stand. */
const MARGIN = 0.1;
/** Marks kept of a document; past that, those seen once are forgotten. */
const MOST_MARKS = 50_000;

/**
 * Knows running headers, footers and page numbers: text in the margin that comes back on other pages at the same
 * height, word for word or with a number that counts with the pages. Documents of one or two pages keep everything.
 */
export interface Furniture {
  /** Takes a page (from 0) in. Each page once. */
  learn(page: PageRuns, index: number): void;
  /** The runs of a page that was learned, without those that come back on pages learned so far. */
  without(page: PageRuns): Run[];
}

/** Knows what runs through a document of so many pages, whose letters mostly have this size. */
export function createFurniture(pages: number, bodySize: number): Furniture {
  const enough = Math.max(3, Math.min(6, Math.ceil(pages * 0.1)));
  const seen = new Map<string, number>();
  const marks = new WeakMap<PageRuns, Map<Run, string[]>>();

  return {
    learn(page, index) {
      if (pages < 3) return;
      const ofPage = new Map<Run, string[]>();
      for (const run of page.runs) if (inMargin(run, page)) ofPage.set(run, furnitureKeys(run, page, index, bodySize));
      marks.set(page, ofPage);
      if (seen.size > MOST_MARKS) for (const [key, count] of seen) if (count < 2) seen.delete(key);
      for (const key of new Set([...ofPage.values()].flat())) seen.set(key, (seen.get(key) ?? 0) + 1);
    },
    without(page) {
      const ofPage = marks.get(page);
      if (ofPage === undefined || ofPage.size === 0) return page.runs;
      return page.runs.filter((run) => !(ofPage.get(run)?.some((key) => (seen.get(key) ?? 0) >= enough) ?? false));
    },
  };
}

function inMargin(run: Run, page: PageRuns): boolean {
  if (run.turn !== 0) return false;
  const top = run.y1 / page.frame.height;
  const bottom = run.y0 / page.frame.height;
  return top < MARGIN || bottom > 1 - MARGIN;
}

/** What a run would have in common with its like on other pages. Large type with a number is a heading, not a page number. */
function furnitureKeys(run: Run, page: PageRuns, index: number, bodySize: number): string[] {
  const place = Math.round((run.y0 / page.frame.height) * 60);
  const words = run.text.toLowerCase().replace(/\s+/g, ' ').trim();
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  const numbers = [...words.matchAll(/\d+/g)];
  // "Step 1" and "x 2" come back at one height too; what is dropped word for word has to say more.
  const keys = letters >= (numbers.length === 0 ? 4 : 12) ? [`${words}@${place}`] : [];
  if (/^[ivxlc]{1,6}$/.test(words)) keys.push(`roman@${place}`);
  if (numbers.length === 0 || run.size > bodySize * 1.15) return keys;
  for (const number of new Set([numbers[0], numbers.at(-1)])) {
    if (number === undefined) continue;
    const around = `${words.slice(0, number.index)}#${words.slice(number.index + number[0].length)}`;
    keys.push(`${around}+${Number(number[0]) - index}@${place}`);
  }
  return keys;
}
