import type { PdfEngine } from './pdf-engine.ts';
import { readFontStyle } from './font-style.ts';
import type { FontStyle } from './font-style.ts';
import { pageFrame, shownX, shownY, turnOf, upright } from './geometry.ts';
import type { PageFrame, Rect } from './geometry.ts';
import { createRunCollector } from './run-collector.ts';
import type { GlyphStyle, Run } from './run-collector.ts';

export interface PageRuns {
  frame: PageFrame;
  runs: Run[];
  glyphs: number;
  /** Letters without a Unicode mapping. */
  unmapped: number;
  /** Invisible letters that were left out beside visible text. */
  hidden: number;
  /** Whether the page shows pictures or a drawing. */
  drawn: boolean;
}

/** Room for a matrix of six floats or a rectangle of four. */
const SCRATCH_BYTES = 32;
/** Pages with more text than this are never asked whether their content is in a picture. */
const FEW_RUNS = 6;
/** Less is never read by a person, and is how text is hidden from one. */
const READABLE_POINTS = 1.2;

/** Reads the letters of a page into runs. Takes a page address of PDFium. */
export function readPageRuns(engine: PdfEngine, page: number, fonts: Map<number, FontStyle>): PageRuns {
  const { call } = engine;
  const scratch = call.malloc(SCRATCH_BYTES);
  const text = call.FPDFText_LoadPage(page);
  try {
    const frame = readFrame(engine, page, scratch);
    const collected = text === 0 ? empty() : collect(engine, text, frame, scratch, fonts);
    return { ...collected, frame, drawn: collected.runs.length < FEW_RUNS && isDrawn(engine, page) };
  } finally {
    if (text !== 0) call.FPDFText_ClosePage(text);
    call.free(scratch);
  }
}

function empty(): Omit<PageRuns, 'frame' | 'drawn'> {
  return { runs: [], glyphs: 0, unmapped: 0, hidden: 0 };
}

function readFrame(engine: PdfEngine, page: number, scratch: number): PageFrame {
  const { call } = engine;
  call.FPDF_GetPageBoundingBox(page, scratch);
  const at = scratch >> 2;
  const heap = engine.floats();
  // FS_RECTF: left, top, right, bottom.
  return pageFrame(heap[at] ?? 0, heap[at + 3] ?? 0, heap[at + 2] ?? 612, heap[at + 1] ?? 792, call.FPDFPage_GetRotation(page));
}

function collect(engine: PdfEngine, text: number, frame: PageFrame, scratch: number, fonts: Map<number, FontStyle>): Omit<PageRuns, 'frame' | 'drawn'> {
  const { call } = engine;
  const at = scratch >> 2;
  const count = call.FPDFText_CountChars(text);
  const visible = createRunCollector();
  const invisible = createRunCollector();
  let style: GlyphStyle = { object: -1, size: 10, turn: 0, hidden: false, bold: false, mono: false };
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
    if (object !== style.object && object !== 0) style = readStyle(engine, text, index, object, frame.rotation, scratch, fonts);
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
  // A scan's text layer is invisible text with little else; beside visible text it is what a reader cannot see.
  const ocrLayer = invisible.glyphs > 5 * visible.glyphs;
  const runs = ocrLayer ? [...visible.finish(), ...invisible.finish()] : visible.finish();
  runs.forEach((run, order) => (run.order = order));
  const hidden = ocrLayer ? 0 : invisible.glyphs + small;
  return { runs, glyphs: visible.glyphs + (ocrLayer ? invisible.glyphs : 0), unmapped, hidden };
}

/** Fonts of formulas declare boxes several lines high, which would tie lines together; those shrink to the baseline's. */
function tameHeight(engine: PdfEngine, text: number, index: number, rect: Rect, style: GlyphStyle, frame: PageFrame, scratch: number): void {
  const sideways = style.turn === 1 || style.turn === 3;
  const height = sideways ? rect.x1 - rect.x0 : rect.y1 - rect.y0;
  if (height <= 1.55 * style.size || style.size <= 0) return;
  if (engine.call.FPDFText_GetCharOrigin(text, index, scratch, scratch + 8) === 0) return;
  const [x = 0, y = 0] = engine.doubles().subarray(scratch >> 3, (scratch >> 3) + 2);
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

/** Types of page objects that show something beside text (FPDF_PAGEOBJ_*). */
const PATH = 2;
const IMAGE = 3;
const SHADING = 4;
const FORM = 5;
/** A page with fewer strokes than this has a rule or a frame, not a drawing. */
const STROKES_OF_A_DRAWING = 12;

function isDrawn(engine: PdfEngine, page: number): boolean {
  const { call } = engine;
  const count = Math.min(call.FPDFPage_CountObjects(page), 500);
  let strokes = 0;
  for (let index = 0; index < count; index += 1) {
    const type = call.FPDFPageObj_GetType(call.FPDFPage_GetObject(page, index));
    if (type === IMAGE || type === SHADING || type === FORM) return true;
    if (type === PATH) strokes += 1;
  }
  return strokes >= STROKES_OF_A_DRAWING;
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

function readStyle(engine: PdfEngine, text: number, index: number, object: number, rotation: number, scratch: number, fonts: Map<number, FontStyle>): GlyphStyle {
  const { call } = engine;
  const mode = call.FPDFTextObj_GetTextRenderMode(object);
  const font = readFontStyle(engine, call.FPDFTextObj_GetFont(object), fonts);
  const unscaled = call.FPDFText_GetFontSize(text, index);
  call.FPDFText_GetMatrix(text, index, scratch);
  const [a = 1, b = 0, c = 0, d = 1] = engine.floats().subarray(scratch >> 2, (scratch >> 2) + 4);
  const scale = Math.hypot(c, d);
  const size = unscaled * (scale > 0 ? scale : 1);
  // Mode 2 fills and strokes: a made-up bold. Modes 3 and 7 paint nothing.
  return { object, size, turn: turnOf(a, b, rotation), hidden: mode === 3 || mode === 7, bold: font.bold || mode === 2, mono: font.mono };
}
