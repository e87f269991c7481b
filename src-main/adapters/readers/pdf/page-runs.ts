import type { PdfEngine } from './pdf-engine.ts';
import { readFontStyle } from './font-style.ts';
import type { FontStyle } from './font-style.ts';
import { pageFrame, shownX, shownY, turnOf, upright } from './geometry.ts';
import type { PageFrame, Rect, Turn } from './geometry.ts';

/** Letters of one line that follow each other without a gap wider than a blank or two, upright, in points, y down. */
export interface Run extends Rect {
  text: string;
  /** Size of the letters in points, the text matrix included. */
  size: number;
  bold: boolean;
  mono: boolean;
  turn: Turn;
  /** Place in the page's content: writers put out a column or a cell in one go. */
  order: number;
}

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

interface Style extends FontStyle {
  object: number;
  size: number;
  turn: Turn;
  hidden: boolean;
}

/** Room for a matrix of six floats or a rectangle of four. */
const SCRATCH_BYTES = 32;
/** In letter sizes: a gap wider than this ends a run, a narrower one than `BLANK` is no blank. */
const RUN_GAP = 1.3;
const BLANK = 0.25;

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
  let style: Style = { object: -1, size: 10, turn: 0, hidden: false, bold: false, mono: false };
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
function tameHeight(engine: PdfEngine, text: number, index: number, rect: Rect, style: Style, frame: PageFrame, scratch: number): void {
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

function readStyle(engine: PdfEngine, text: number, index: number, object: number, rotation: number, scratch: number, fonts: Map<number, FontStyle>): Style {
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

interface RunCollector {
  readonly glyphs: number;
  blank(): void;
  glyph(code: number, rect: Rect, style: Style): void;
  finish(): Run[];
}

interface OpenRun extends Run {
  letters: number;
  boldLetters: number;
  monoLetters: number;
  lastCode: number;
  lastObject: number;
  lastX0: number;
  lastX1: number;
}

function createRunCollector(): RunCollector {
  const runs: OpenRun[] = [];
  let open: OpenRun | null = null;
  let blankBefore = false;
  let glyphs = 0;

  function begin(code: number, rect: Rect, style: Style): OpenRun {
    const run: OpenRun = {
      ...rect,
      text: '',
      size: style.size,
      bold: false,
      mono: false,
      turn: style.turn,
      order: runs.length,
      letters: 0,
      boldLetters: 0,
      monoLetters: 0,
      lastCode: code,
      lastObject: style.object,
      lastX0: rect.x0,
      lastX1: rect.x1,
    };
    runs.push(run);
    return run;
  }

  return {
    get glyphs() {
      return glyphs;
    },
    blank() {
      blankBefore = true;
    },
    glyph(code, rect, style) {
      if (open !== null && isDrawnAgain(open, code, rect, style)) return;
      glyphs += 1;
      const joins = open !== null && continues(open, rect, style, code);
      const run: OpenRun = joins && open !== null ? open : begin(code, rect, style);
      if (joins && (blankBefore || rect.x0 - run.lastX1 > BLANK * run.size)) run.text += ' ';
      run.text += code === 2 ? '-' : String.fromCodePoint(code);
      extend(run, rect, style, code);
      open = run;
      blankBefore = false;
    },
    finish() {
      return withoutCopies(runs.map(closeRun));
    },
  };
}

function extend(run: OpenRun, rect: Rect, style: Style, code: number): void {
  run.x0 = Math.min(run.x0, rect.x0);
  run.x1 = Math.max(run.x1, rect.x1);
  if (style.size >= run.size * 0.9) {
    run.y0 = Math.min(run.y0, rect.y0);
    run.y1 = Math.max(run.y1, rect.y1);
    run.size = Math.max(run.size, style.size);
  }
  run.letters += 1;
  if (style.bold) run.boldLetters += 1;
  if (style.mono) run.monoLetters += 1;
  run.lastCode = code;
  run.lastObject = style.object;
  run.lastX0 = rect.x0;
  run.lastX1 = rect.x1;
}

/** Whether a letter stands on the run's line, right behind it (or right before it, for scripts read from the right). */
function continues(run: OpenRun, rect: Rect, style: Style, code: number): boolean {
  if (style.turn !== run.turn) return false;
  const size = Math.max(run.size, style.size, 1);
  const overlap = Math.min(run.y1, rect.y1) - Math.max(run.y0, rect.y0);
  if (overlap < 0.45 * Math.min(run.y1 - run.y0, rect.y1 - rect.y0)) return false;
  const gap = rect.x0 - run.lastX1;
  // The letters of a ligature all have the ligature's box.
  if (Math.abs(rect.x0 - run.lastX0) < 0.05 * size && Math.abs(gap + (rect.x1 - rect.x0)) < 0.05 * size) return true;
  if (gap > -0.6 * size && gap < RUN_GAP * size) return true;
  const backwards = run.lastX0 - rect.x1;
  return isRightToLeft(code) && backwards > -0.6 * size && backwards < RUN_GAP * size;
}

function isRightToLeft(code: number): boolean {
  return (code >= 0x590 && code <= 0x8ff) || (code >= 0xfb1d && code <= 0xfefc);
}

/** Fake bold by drawing each letter twice, a hair apart. */
function isDrawnAgain(run: OpenRun, code: number, rect: Rect, style: Style): boolean {
  if (code !== run.lastCode) return false;
  // The two letters of an "ff" ligature share one box, and one object.
  if (style.object === run.lastObject && rect.x0 === run.lastX0) return false;
  const width = Math.max(rect.x1 - rect.x0, 0.001);
  return Math.abs(rect.x0 - run.lastX0) < 0.3 * width && Math.abs(rect.y1 - run.y1) < 0.3 * run.size;
}

function closeRun(run: OpenRun): Run {
  const { x0, y0, x1, y1, size, turn, order } = run;
  // eslint-disable-next-line no-control-regex
  const plain = /^[\x00-\x7f]*$/.test(run.text);
  const text = plain ? run.text : run.text.normalize('NFC').replace(/[\uFB00-\uFB06]/g, (ligature) => ligature.normalize('NFKC'));
  return { text, x0, y0, x1, y1, size, bold: run.boldLetters > run.letters * 0.6, mono: run.monoLetters > run.letters * 0.8, turn, order };
}

/** Fake bold and shadows by drawing a whole line again: the later copy goes. */
function withoutCopies(runs: Run[]): Run[] {
  const seen = new Map<string, Run[]>();
  return runs.filter((run) => {
    const alike = seen.get(run.text);
    if (alike === undefined) {
      seen.set(run.text, [run]);
      return true;
    }
    if (alike.length > 200) return true;
    const near = 0.35 * run.size;
    const copy = alike.some((other) => other.turn === run.turn && Math.abs(other.x0 - run.x0) < near && Math.abs(other.y0 - run.y0) < near);
    if (!copy) alike.push(run);
    return !copy;
  });
}
