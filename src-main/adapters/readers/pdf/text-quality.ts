import type { PageRuns } from './page-runs.ts';

export type PageQuality = 'good' | 'blank' | 'no-text' | 'garbage';

/** Fewer letters and digits than this on a page with drawings or pictures, and its content is in the picture. */
const FEW = 8;

/** Whether the text layer of a page can be used. Judged by codes that stand for no letter, and by words no language has. */
export function judgePage(page: PageRuns): PageQuality {
  const text = page.runs.map((run) => run.text).join(' ').replace(/(?:\s?[.·…_-]){4,}/g, ' ');
  const letters = count(text, /[\p{L}\p{N}]/gu);
  if (letters === 0) return page.drawn ? 'no-text' : page.glyphs > FEW ? 'garbage' : 'blank';
  const solid = count(text, /\S/g);
  // eslint-disable-next-line no-control-regex
  const broken = count(text, /[\uFFFD\uE000-\uF8FF\u0000-\u0008\u000E-\u001F]/g);
  if (solid > FEW && broken / solid > 0.3) return 'garbage';
  if (solid >= 4 && letters / solid < 0.3 && (page.drawn || count(text, ODD_SIGNS) / solid > 0.2)) return 'garbage';
  if (page.unmapped / Math.min(page.glyphs, 400) > 0.6 && letters / solid < 0.6) return 'garbage';
  return isGibberish(text) ? 'garbage' : 'good';
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

/** "Pages 3-5 and 9 are pictures …": the sentence for pages whose text cannot be used, or null. */
export function qualityWarning(pages: number[], total: number): string | null {
  if (pages.length === 0) return null;
  const plural = pages.length > 1;
  const which = pages.length === total ? (plural ? `All ${total} pages` : 'The only page') : `${plural ? 'Pages' : 'Page'} ${ranges(pages)}`;
  return `${which} ${plural ? 'are pictures or have' : 'is a picture or has'} unreadable text; reading ${plural ? 'them' : 'it'} needs OCR, which this version does not have.`;
}

/** `[3, 4, 5, 9]` -> `3-5 and 9`; a long list is cut short. */
export function ranges(pages: number[]): string {
  const spans: [number, number][] = [];
  for (const page of pages) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] === page - 1) last[1] = page;
    else spans.push([page, page]);
  }
  const named = spans.slice(0, 12).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  if (spans.length > 12) return `${named.join(', ')} and more`;
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}
