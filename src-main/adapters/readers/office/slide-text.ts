import type { PlaceholderPlaces } from './layout-places.ts';
import type { Place } from './slide-places.ts';
import { createPlaces } from './slide-places.ts';
import { parseXml } from './xml-pass.ts';

export type SlideItem = { place: Place | null } & (
  /** `furniture`: date, footer, slide number. `other`: a text box that is no placeholder. */
  | { kind: 'title' | 'body' | 'other' | 'furniture'; paragraphs: { text: string; level: number }[]; rows: [] }
  | { kind: 'table'; paragraphs: []; rows: string[][] }
  /** Drawn from another part of the file, by the id of its relationship. */
  | { kind: 'chart' | 'diagram'; paragraphs: []; rows: []; relation: string }
);

type TextItem = Exclude<SlideItem, { kind: 'table' | 'chart' | 'diagram' }>;

/**
 * The texts of a slide or notes part (ECMA-376 part 1, 19 and 21.1), shape by shape in drawing order, each with its place: its own, or
 * that of the placeholder it fills.
 */
export function readSlideText(bytes: Buffer, placeholders: PlaceholderPlaces = () => null): SlideItem[] {
  const items: SlideItem[] = [];
  const places = createPlaces();
  let framed: Place | null = null;
  let shape: TextItem | null = null;
  let rows: string[][] | null = null;
  let cell: string[] | null = null;
  let text: string[] | null = null;
  let level = 0;
  let inText = false;
  let fallback = 0;

  function closeParagraph(): void {
    const joined = text?.join('') ?? '';
    if (joined.trim() !== '') {
      if (cell !== null) cell.push(joined);
      else shape?.paragraphs.push({ text: joined, level });
    }
    text = null;
  }

  parseXml(bytes, {
    open(name, attributes) {
      if (name === 'Fallback') fallback += 1;
      if (fallback > 0) return;
      const place = places.open(name, attributes);
      if (place !== null && shape !== null) shape.place = place;
      else if (place !== null) framed = place;
      if (name === 'sp' || name === 'cxnSp') items.push((shape = { kind: 'other', place: null, paragraphs: [], rows: [] }));
      else if (name === 'graphicFrame') framed = null;
      else if (name === 'ph' && shape !== null) {
        shape.kind = placeholderKind(attributes['type']);
        shape.place ??= placeholders({ type: attributes['type'] ?? 'body', index: attributes['idx'] ?? '' });
      } else if (name === 'chart' && attributes['r:id'] !== undefined) items.push({ kind: 'chart', place: framed, paragraphs: [], rows: [], relation: attributes['r:id'] });
      else if (name === 'relIds' && attributes['r:dm'] !== undefined) items.push({ kind: 'diagram', place: framed, paragraphs: [], rows: [], relation: attributes['r:dm'] });
      else if (name === 'tbl') items.push({ kind: 'table', place: framed, paragraphs: [], rows: (rows = []) });
      else if (name === 'tr') rows?.push([]);
      else if (name === 'tc') cell = [];
      else if (name === 'p') {
        text = [];
        level = 0;
      } else if (name === 'pPr') level = Number(attributes['lvl'] ?? 0);
      else if (name === 't') inText = true;
      else if (name === 'br') text?.push('\n');
    },
    close(name) {
      if (name === 'Fallback') fallback -= 1;
      if (fallback > 0) return;
      places.close(name);
      if (name === 't') inText = false;
      else if (name === 'p') closeParagraph();
      else if (name === 'tc') {
        rows?.at(-1)?.push(cell?.join(' ') ?? '');
        cell = null;
      } else if (name === 'tbl') rows = null;
      else if (name === 'sp' || name === 'cxnSp') shape = null;
    },
    text(data) {
      if (inText && fallback === 0) text?.push(data);
    },
  });
  return items.filter((item) => item.paragraphs.length > 0 || item.rows.length > 0 || 'relation' in item);
}

function placeholderKind(type: string | undefined): TextItem['kind'] {
  if (type === 'title' || type === 'ctrTitle') return 'title';
  if (type === 'dt' || type === 'ftr' || type === 'sldNum' || type === 'hdr' || type === 'sldImg') return 'furniture';
  return 'body';
}
