import { Parser } from 'htmlparser2';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { ReadResult } from '#core/ports/document-reader.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { createSectionBuilder } from '#adapters/readers/section-builder.ts';
import { createHtmlWriter } from './html-writer.ts';

/** Never shown, or not the document's own words: scripts, navigation, form controls. */
const DROPPED = new Set(['script', 'style', 'noscript', 'template', 'svg', 'math', 'iframe', 'object', 'embed', 'applet', 'nav', 'footer', 'select', 'button', 'textarea', 'dialog', 'canvas', 'audio', 'video']);
const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'param', 'source', 'track', 'wbr']);

/** The parser's time grows with the square of the depth, and no document comes near this. */
const MAX_DEPTH = 25_000;

/**
 * Reads HTML in one pass without a tree, so that nesting costs nothing. Scripts, styles, hidden elements, navigation
 * and page footers are dropped; where the page marks its main content, only that is kept. Nothing is fetched or run.
 */
export function readHtml(text: string, limits: ReaderLimits): ReadResult {
  const main = readRegion(text, limits, true);
  const all = main !== null && textLength(main) >= 400 ? main : (readRegion(text, limits, false) ?? main);
  return all ?? { kind: 'html', title: null, pages: null, parts: [], warnings: [] };
}

function textLength(result: ReadResult): number {
  return result.parts.reduce((sum, part) => sum + part.text.length, 0);
}

/** Reads the whole page, or only its main region; null when there is no main region. */
function readRegion(source: string, limits: ReaderLimits, mainOnly: boolean): ReadResult | null {
  const builder = createSectionBuilder(limits);
  const writer = createHtmlWriter(builder, { boldHeadings: !/<h[1-6][\s>]/i.test(source) });
  let title = '';
  let inTitle = false;
  let depth = 0;
  let droppedAt = -1;
  let mainAt = -1;
  let sawMain = false;

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (!VOID.has(name)) depth += 1;
        if (depth > MAX_DEPTH) throw new MillwrightError('FILE_LIMIT', 'The elements of this page are nested too deeply to be a document.');
        if (droppedAt >= 0) return;
        if (name === 'title') inTitle = title === '';
        if (isMain(name, attributes) && mainAt < 0) {
          mainAt = depth;
          sawMain = true;
        }
        if (isHidden(name, attributes)) {
          if (!VOID.has(name)) droppedAt = depth;
          return;
        }
        if (!mainOnly || mainAt >= 0) writer.open(name);
      },
      ontext(data) {
        if (inTitle) title += data;
        else if (droppedAt < 0 && (!mainOnly || mainAt >= 0)) writer.text(data);
      },
      onclosetag(name) {
        if (VOID.has(name)) return;
        if (name === 'title') inTitle = false;
        if (droppedAt < 0 && (!mainOnly || mainAt >= 0)) writer.close(name);
        if (droppedAt === depth) droppedAt = -1;
        if (mainAt === depth) mainAt = -1;
        depth -= 1;
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.write(source);
  parser.end();
  writer.finish();
  if (mainOnly && !sawMain) return null;
  const clean = title.replace(/\s+/g, ' ').trim();
  return { kind: 'html', title: clean === '' ? builder.firstHeading : clean, pages: null, parts: builder.finish(), outline: builder.outline(), warnings: [] };
}

function isMain(name: string, attributes: Record<string, string>): boolean {
  return name === 'main' || attributes['role'] === 'main';
}

function isHidden(name: string, attributes: Record<string, string>): boolean {
  if (DROPPED.has(name)) return true;
  if (name === 'header' && /banner/.test(`${attributes['role'] ?? ''}${attributes['class'] ?? ''}`)) return true;
  if ('hidden' in attributes || attributes['aria-hidden'] === 'true') return true;
  if (/^(navigation|banner|contentinfo|search|menu|menubar)$/.test(attributes['role'] ?? '')) return true;
  return /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attributes['style'] ?? '');
}
