import type { DocumentPart } from '#core/ports/document-reader.ts';

/** Titles that programs put there by themselves: file names, templates, nothing. */
const JUNK = /^(?:untitled|title|document\d*|microsoft (?:word|powerpoint|excel) - .*|.*\.(?:docx?|pptx?|xlsx?|pdf|indd|tex|dvi|ai|dwg|cdr|qxd|odt|html?)|print|slide \d+|unknown|\W*|presentaci[oó]n.*|powerpoint presentation|full page photo|tmp[-_ ]?\w*|.*scanned documents?|scan\d*|datasheet|manual)$/i;

/** The document's title: from its properties where they tell one, else the most important heading of the first two pages. */
export function documentTitle(metaTitle: string, firstParts: readonly DocumentPart[]): string | null {
  const clean = metaTitle.replace(/\s+/g, ' ').trim();
  if (clean.length > 2 && clean.length <= 300 && !JUNK.test(clean)) return clean;
  let best: { level: number; text: string } | null = null;
  for (const part of firstParts) {
    for (const block of part.blocks) {
      if (block.kind !== 'heading' || (best !== null && block.level >= best.level)) continue;
      best = { level: block.level, text: part.text.slice(block.start, block.end).replace(/\s+/g, ' ') };
    }
    if (best !== null) break;
  }
  return best?.text.replace(/\s*:$/, '') ?? null;
}
