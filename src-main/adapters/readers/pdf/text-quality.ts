import type { PageRuns } from './page-runs.ts';

/** `no-text`: what the page says is in a picture; `garbled`: its letters stand for others. */
export type PageQuality = 'good' | 'blank' | 'no-text' | 'garbled';

/** Fewer letters and digits than this on a page with drawings or pictures, and its content is in the picture. */
const FEW = 8;

/** Whether the text layer of a page can be used. Judged by codes that stand for no letter, and by words no language has. */
export function judgePage(page: PageRuns): PageQuality {
  const text = page.runs.map((run) => run.text).join(' ').replace(/(?:\s?[.·…_-]){4,}/g, ' ');
  const letters = count(text, /[\p{L}\p{N}]/gu);
  if (letters === 0) return page.drawn ? 'no-text' : page.glyphs > FEW ? 'garbled' : 'blank';
  const solid = count(text, /\S/g);
  // eslint-disable-next-line no-control-regex
  const broken = count(text, /[\uFFFD\uE000-\uF8FF\u0000-\u0008\u000E-\u001F]/g);
  if (solid > FEW && broken / solid > 0.3) return 'garbled';
  if (solid >= 4 && letters / solid < 0.3 && (page.drawn || count(text, ODD_SIGNS) / solid > 0.2)) return 'garbled';
  if (page.unmapped / Math.min(page.glyphs, 400) > 0.6 && letters / solid < 0.6) return 'garbled';
  return isGibberish(text) ? 'garbled' : 'good';
}

/** Signs that are rare in any text, and common where letters come out as their neighbours in the code table. */
const ODD_SIGNS = /[!"#$&*<>@[\\\]^_`{|}~]/g;

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Many Latin words and hardly a vowel in them: letters were swapped for others. Program listings have few plain words. */
function isGibberish(text: string): boolean {
  const words = text.match(/(?<![\p{L}\p{N}])\p{Script=Latin}{4,}(?![\p{L}\p{N}])/gu) ?? [];
  if (words.length < 30) return false;
  const voiced = words.filter((word) => /[aeiouy]/i.test(word.normalize('NFD')));
  return voiced.length / words.length < 0.25;
}

/** Pages of fewer letters are looked at for a scan beneath them. */
const FEW_LETTERS = 100;
const WHOLE_PAGE = 0.7;

/** Whether what is left of a page's text (a stamp, a page number) was put over a picture of the page. */
export function scanBeneath(page: PageRuns): boolean {
  if (page.layer || page.pictureShare < WHOLE_PAGE) return false;
  return page.runs.reduce((sum, run) => sum + count(run.text, /[\p{L}\p{N}]/gu), 0) < FEW_LETTERS;
}
