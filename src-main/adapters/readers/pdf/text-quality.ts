import { countLetters } from './letter-counts.ts';
import type { PageRuns } from './page-runs.ts';
import type { Run } from './run-collector.ts';

/** `no-text`: what the page says is in a picture; `garbled`: its letters stand for others. */
export type PageQuality = 'good' | 'blank' | 'no-text' | 'garbled';

/** Fewer letters than this say nothing about the others. */
const FEW = 8;
const FEW_WORDS = 15;

/** Whether the text layer of a page can be used. Judged by codes that stand for no letter, and by words no language has. */
export function judgePage(page: PageRuns): PageQuality {
  const { letters, solid, broken, odd, words, voiced, clogged, misread } = countLetters(texts(page.runs));
  if (letters === 0) return page.drawn ? 'no-text' : page.glyphs > FEW ? 'garbled' : 'blank';
  if (solid > FEW && broken / solid > 0.3) return 'garbled';
  if (solid >= 4 && letters / solid < 0.3 && (page.drawn || odd / solid > 0.2)) return 'garbled';
  if (page.unmapped / Math.min(page.glyphs, 400) > 0.6 && letters / solid < 0.6) return 'garbled';
  if (misread > FEW && misread > words / 8) return 'garbled';
  // Letters that were swapped for others make words without vowels, or with heaps of consonants. Listings have few plain words.
  if (words >= FEW_WORDS && (voiced / words < 0.25 || clogged / words > 0.4)) return 'garbled';
  return 'good';
}

/** Pages of fewer letters are looked at for a scan beneath them. */
const FEW_LETTERS = 100;
const WHOLE_PAGE = 0.7;

/** Whether what is left of a page's text (a stamp, a page number) was put over a picture of the page. */
export function scanBeneath(page: PageRuns): boolean {
  return !page.layer && page.pictureShare >= WHOLE_PAGE && countLetters(texts(page.runs)).letters < FEW_LETTERS;
}

function texts(runs: Run[]): string[] {
  return runs.map((run) => run.text);
}
