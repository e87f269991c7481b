import type { PageRuns } from './page-runs.ts';

export type PageQuality = 'good' | 'blank' | 'no-text' | 'garbage';

/** Fewer letters and digits than this on a page with drawings or pictures, and its content is in the picture. */
const FEW = 8;

/** Whether the text layer of a page can be used. Judged by codes that stand for no letter, and by words no language has. */
export function judgePage(page: PageRuns): PageQuality {
  const text = page.runs.map((run) => run.text).join(' ');
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (letters === 0) return page.glyphs > FEW ? 'garbage' : page.drawn ? 'no-text' : 'blank';
  // eslint-disable-next-line no-control-regex
  const broken = text.match(/[\uFFFD\uE000-\uF8FF\u0000-\u0008\u000E-\u001F]/g)?.length ?? 0;
  const solid = text.replace(/\s/g, '').length;
  if (solid > FEW && broken / solid > 0.3) return 'garbage';
  if (solid > 40 && (letters / solid < 0.25 || isGibberish(text))) return 'garbage';
  const checked = Math.min(page.glyphs, 400);
  if (checked > 0 && page.unmapped / checked > 0.6 && letters / solid < 0.6) return 'garbage';
  return 'good';
}

/** Latin text without its vowels, or with digits and signs inside most words, comes from a font without a mapping. */
function isGibberish(text: string): boolean {
  const words = text.match(/[^\s]{3,}/gu) ?? [];
  const latin = words.filter((word) => /^[\p{Script=Latin}\p{P}\p{S}\p{N}]+$/u.test(word));
  if (latin.length < 15 || latin.length < words.length * 0.8) return false;
  const plain = latin.filter((word) => /^[\p{P}\p{S}]*\p{L}{2,}(?:[\p{P}]\p{L}+)*[\p{P}\p{S}]*$/u.test(word));
  const voiced = plain.filter((word) => /[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýăơưạ-ỹ]/iu.test(word));
  const numeric = latin.filter((word) => /^[\p{P}\p{S}]*\d[\d\p{P}\p{S}]*\p{L}{0,4}$/u.test(word));
  return (plain.length + numeric.length) / latin.length < 0.25 || (plain.length >= 15 && voiced.length / plain.length < 0.25);
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
