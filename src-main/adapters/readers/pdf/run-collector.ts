import type { FontStyle } from './font-style.ts';
import type { Rect, Turn } from './geometry.ts';

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
  /** Why it may be that nobody sees it; empty where it is plain that they do. */
  doubt: string;
}

/** What the letters of one text object have in common. */
export interface GlyphStyle extends FontStyle {
  object: number;
  size: number;
  turn: Turn;
  hidden: boolean;
  doubt: string;
}

/** In letter sizes: a gap wider than this ends a run, a narrower one than `BLANK` is no blank. */
const RUN_GAP = 1.3;
const BLANK = 0.25;

/** PDFium's sign for a hyphen at the end of a line. */
const LINE_HYPHEN = 2;
const SPACE = 0x20;
const HYPHEN = 0x2d;

/** Puts letters together to runs, in the order in which they are drawn. */
export interface RunCollector {
  readonly glyphs: number;
  blank(): void;
  glyph(code: number, rect: Rect, style: GlyphStyle): void;
  finish(): Run[];
}

interface OpenRun extends Run {
  /** Where its text begins and ends among the page's units. */
  from: number;
  to: number;
  /** All units together; below 0x80 there is nothing to normalise. */
  all: number;
  letters: number;
  boldLetters: number;
  monoLetters: number;
  lastCode: number;
  lastObject: number;
  lastX0: number;
  lastX1: number;
}

/** Collects about so many letters; more make it grow. */
export function createRunCollector(letters = 16): RunCollector {
  const runs: OpenRun[] = [];
  let open: OpenRun | null = null;
  let blankBefore = false;
  let glyphs = 0;
  /** Letters added to strings one by one would be chains of millions of pieces. A run's units follow each other, since only the last run grows. */
  let units = new Uint16Array(Math.max(16, letters));
  let length = 0;

  function put(unit: number): void {
    if (length === units.length) {
      const more = new Uint16Array(length * 2);
      more.set(units);
      units = more;
    }
    units[length] = unit;
    length += 1;
  }

  function putLetter(run: OpenRun, code: number): void {
    run.all |= code;
    if (code === LINE_HYPHEN) put(HYPHEN);
    else if (code <= 0xffff) put(code);
    else {
      put(0xd800 + ((code - 0x10000) >> 10));
      put(0xdc00 + ((code - 0x10000) & 0x3ff));
    }
    run.to = length;
  }

  function begin(code: number, rect: Rect, style: GlyphStyle): OpenRun {
    const run: OpenRun = {
      x0: rect.x0,
      y0: rect.y0,
      x1: rect.x1,
      y1: rect.y1,
      text: '',
      from: length,
      to: length,
      all: 0,
      size: style.size,
      bold: false,
      mono: false,
      turn: style.turn,
      order: runs.length,
      doubt: style.doubt,
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
      if (joins && (blankBefore || rect.x0 - run.lastX1 > BLANK * run.size)) put(SPACE);
      putLetter(run, code);
      extend(run, rect, style, code);
      open = run;
      blankBefore = false;
    },
    finish() {
      const text = decoder.decode(units.subarray(0, length));
      return withoutCopies(runs.map((run) => closeRun(run, text)));
    },
  };
}

function extend(run: OpenRun, rect: Rect, style: GlyphStyle, code: number): void {
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
function continues(run: OpenRun, rect: Rect, style: GlyphStyle, code: number): boolean {
  if (style.turn !== run.turn || style.doubt !== run.doubt) return false;
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
function isDrawnAgain(run: OpenRun, code: number, rect: Rect, style: GlyphStyle): boolean {
  if (code !== run.lastCode) return false;
  // The two letters of an "ff" ligature share one box, and one object.
  if (style.object === run.lastObject && rect.x0 === run.lastX0) return false;
  const width = Math.max(rect.x1 - rect.x0, 0.001);
  return Math.abs(rect.x0 - run.lastX0) < 0.3 * width && Math.abs(rect.y1 - run.y1) < 0.3 * run.size;
}

/** Lone halves of letters become the replacement sign, which takes one unit too. */
const decoder = new TextDecoder('utf-16le', { ignoreBOM: true });

function closeRun(run: OpenRun, page: string): Run {
  const { x0, y0, x1, y1, size, turn, order, doubt } = run;
  const written = page.slice(run.from, run.to);
  const text = run.all < 0x80 ? written : written.normalize('NFC').replace(/[\uFB00-\uFB06]/g, (ligature) => ligature.normalize('NFKC'));
  return { text, x0, y0, x1, y1, size, bold: run.boldLetters > run.letters * 0.6, mono: run.monoLetters > run.letters * 0.8, turn, order, doubt };
}

/** Fake bold and shadows by drawing a whole line again: the later copy goes. */
function withoutCopies(runs: Run[]): Run[] {
  const seen = new Map<number, Run[]>();
  return runs.filter((run) => {
    const key = run.text.length * 0x10000 + run.text.charCodeAt(0);
    const alike = seen.get(key);
    if (alike === undefined) {
      seen.set(key, [run]);
      return true;
    }
    const copy = isCopy(run, alike);
    if (!copy && alike.length < 500) alike.push(run);
    return !copy;
  });
}

function isCopy(run: Run, others: Run[]): boolean {
  const near = 0.35 * run.size;
  for (const other of others) {
    if (Math.abs(other.x0 - run.x0) < near && Math.abs(other.y0 - run.y0) < near && other.turn === run.turn && other.text === run.text) return true;
  }
  return false;
}
