import type { FontStyle } from './font-style.ts';
import { seenRuns } from './doubtful-runs.ts';
import { pageFrame, shownX, shownY, upright } from './geometry.ts';
import type { PageFrame, Rect } from './geometry.ts';
import { readGlyphStyle } from './glyph-style.ts';
import type { OpenedPage } from './open-page.ts';
import { readNotes } from './page-notes.ts';
import type { PageNote } from './page-notes.ts';
import { lookAtObjects } from './page-objects.ts';
import type { PageObjects } from './page-objects.ts';
import type { PdfEngine } from './pdf-engine.ts';
import { createRunCollector } from './run-collector.ts';
import type { GlyphStyle, Run } from './run-collector.ts';

export interface PageRuns extends PageObjects {
  frame: PageFrame;
  runs: Run[];
  notes: PageNote[];
  glyphs: number;
  /** Letters without a Unicode mapping. */
  unmapped: number;
  /** Letters that nobody sees, which were left out. */
  hidden: number;
  /** Whether the text is what a program recognised in the picture above it. */
  layer: boolean;
  /** Why the text of the page cannot be used. */
  recognise?: 'no-text' | 'garbled';
}

/** What is remembered while a document is read: how its fonts look, and which of its layers are shown. */
export interface PageMemory {
  fonts: Map<number, FontStyle>;
  layers: Map<string, boolean>;
}

/** Room for a matrix of six floats, a rectangle of four or a colour of four numbers. */
const SCRATCH_BYTES = 32;
/** Pages with more letters than this are never asked whether their content is in a picture. */
const FEW_GLYPHS = 400;
/** Less is never read by a person, and is how text is hidden from one. */
const READABLE_POINTS = 1.2;
/** Unseen letters are the text of a scan only where a picture covers this much of the page. */
const SCANNED_SHARE = 0.2;
const NOTHING_DRAWN: PageObjects = { drawn: false, pictureShare: 0 };

/** Reads the letters of a page into runs. */
export function readPageRuns(engine: PdfEngine, { address: page, commented }: OpenedPage, memory: PageMemory): PageRuns {
  const { call } = engine;
  const scratch = call.malloc(SCRATCH_BYTES);
  const text = call.FPDFText_LoadPage(page);
  try {
    const frame = readFrame(engine, page, scratch);
    const letters = text === 0 ? NO_LETTERS : collect(engine, text, frame, scratch, memory.fonts);
    const seen = seenRuns(engine, page, letters.visible, frame, scratch, memory.layers);
    const unseen = letters.visibleGlyphs === 0 || seen.length === letters.visible.length ? 0 : count(letters.visible) - count(seen);
    const visibleGlyphs = letters.visibleGlyphs - unseen;
    const objects = visibleGlyphs < FEW_GLYPHS ? lookAtObjects(engine, page, frame, scratch) : NOTHING_DRAWN;
    // A scan's text layer is invisible text with little else; beside visible text it is what a reader cannot see.
    const layer = letters.invisibleGlyphs > 5 * visibleGlyphs && objects.pictureShare >= SCANNED_SHARE;
    const runs = layer ? [...seen, ...letters.invisible] : seen;
    runs.forEach((run, order) => (run.order = order));
    const hidden = letters.small + unseen + (layer ? 0 : letters.invisibleGlyphs);
    const notes = commented ? readNotes(engine, page, frame, scratch) : [];
    return { frame, runs, notes, glyphs: visibleGlyphs + (layer ? letters.invisibleGlyphs : 0), unmapped: letters.unmapped, hidden, layer, ...objects };
  } finally {
    if (text !== 0) call.FPDFText_ClosePage(text);
    call.free(scratch);
  }
}

function count(runs: Run[]): number {
  return runs.reduce((sum, run) => sum + run.text.length, 0);
}

function readFrame(engine: PdfEngine, page: number, scratch: number): PageFrame {
  const { call } = engine;
  call.FPDF_GetPageBoundingBox(page, scratch);
  const at = scratch >> 2;
  const heap = engine.floats();
  // FS_RECTF: left, top, right, bottom.
  return pageFrame(heap[at] ?? 0, heap[at + 3] ?? 0, heap[at + 2] ?? 612, heap[at + 1] ?? 792, call.FPDFPage_GetRotation(page));
}

interface Letters {
  visible: Run[];
  visibleGlyphs: number;
  invisible: Run[];
  invisibleGlyphs: number;
  unmapped: number;
  small: number;
}

const NO_LETTERS: Letters = { visible: [], visibleGlyphs: 0, invisible: [], invisibleGlyphs: 0, unmapped: 0, small: 0 };

function collect(engine: PdfEngine, text: number, frame: PageFrame, scratch: number, fonts: Map<number, FontStyle>): Letters {
  const { call } = engine;
  const at = scratch >> 2;
  const count = call.FPDFText_CountChars(text);
  const visible = createRunCollector(count);
  const invisible = createRunCollector();
  let style: GlyphStyle = { object: -1, size: 10, turn: 0, hidden: false, bold: false, mono: false, doubt: '' };
  let unmapped = 0;
  let small = 0;
  const rect: Rect = { x0: 0, y0: 0, x1: 0, y1: 0 };
  for (let index = 0; index < count; index += 1) {
    const code = call.FPDFText_GetUnicode(text, index);
    if (isBlank(code)) {
      visible.blank();
      invisible.blank();
      continue;
    }
    const object = call.FPDFText_GetTextObject(text, index);
    if (object !== style.object && object !== 0) style = readGlyphStyle(engine, text, index, object, frame.rotation, scratch, fonts);
    if (call.FPDFText_GetLooseCharBox(text, index, scratch) === 0) continue;
    const heap = engine.floats();
    setShown(rect, frame, heap[at] ?? 0, heap[at + 1] ?? 0, heap[at + 2] ?? 0, heap[at + 3] ?? 0);
    if (isOutside(rect, frame)) continue;
    tameHeight(engine, text, index, rect, style, frame, scratch);
    if (index < 400 && call.FPDFText_HasUnicodeMapError(text, index) === 1) unmapped += 1;
    const tiny = style.size < READABLE_POINTS && rect.y1 - rect.y0 < READABLE_POINTS && rect.x1 - rect.x0 < READABLE_POINTS && frame.height > 200;
    if (tiny) small += 1;
    else (style.hidden ? invisible : visible).glyph(code, upright(rect, style.turn, frame), style);
  }
  return { visible: visible.finish(), visibleGlyphs: visible.glyphs, invisible: invisible.finish(), invisibleGlyphs: invisible.glyphs, unmapped, small };
}

/** Fonts of formulas declare boxes several lines high, which would tie lines together; those shrink to the baseline's. */
function tameHeight(engine: PdfEngine, text: number, index: number, rect: Rect, style: GlyphStyle, frame: PageFrame, scratch: number): void {
  const sideways = style.turn === 1 || style.turn === 3;
  const height = sideways ? rect.x1 - rect.x0 : rect.y1 - rect.y0;
  if (height <= 1.55 * style.size || style.size <= 0) return;
  if (engine.call.FPDFText_GetCharOrigin(text, index, scratch, scratch + 8) === 0) return;
  const heap = engine.doubles();
  const [x, y] = [heap[scratch >> 3] ?? 0, heap[(scratch >> 3) + 1] ?? 0];
  const base = sideways ? shownX(frame, x, y) : shownY(frame, x, y);
  const up = (style.turn === 0 || style.turn === 3 ? 0.9 : 0.3) * style.size;
  const down = 1.2 * style.size - up;
  if (sideways) {
    rect.x0 = base - up;
    rect.x1 = base + down;
  } else {
    rect.y0 = base - up;
    rect.y1 = base + down;
  }
}

function isBlank(code: number): boolean {
  return code <= 0x20 ? code !== 2 : code === 0xa0 || code === 0xfffe || code === 0xffff || code === 0x200b || code === 0xfeff || code === 0x3000;
}

/** Fills a rectangle that is used again for every letter, of which a document has millions. */
function setShown(rect: Rect, frame: PageFrame, left: number, top: number, right: number, bottom: number): void {
  const ax = shownX(frame, left, top);
  const ay = shownY(frame, left, top);
  const bx = shownX(frame, right, bottom);
  const by = shownY(frame, right, bottom);
  rect.x0 = Math.min(ax, bx);
  rect.y0 = Math.min(ay, by);
  rect.x1 = Math.max(ax, bx);
  rect.y1 = Math.max(ay, by);
}

function isOutside(rect: Rect, frame: PageFrame): boolean {
  const x = (rect.x0 + rect.x1) / 2;
  const y = (rect.y0 + rect.y1) / 2;
  return !(x >= -1 && y >= -1 && x <= frame.width + 1 && y <= frame.height + 1);
}
