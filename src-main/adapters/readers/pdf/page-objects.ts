import type { PageFrame } from './geometry.ts';
import type { PdfEngine } from './pdf-engine.ts';

/** What a page shows beside its text. */
export interface PageObjects {
  /** Whether there is a picture or a drawing. */
  drawn: boolean;
  /** Share of the page under pictures, 0..1. */
  pictureShare: number;
}

/** Types of page objects (FPDF_PAGEOBJ_*). */
export const PATH = 2;
export const IMAGE = 3;
export const SHADING = 4;
export const FORM = 5;
/** More than this is never looked at: the page is a drawing by then. */
export const MOST_OBJECTS = 2000;
/** A page with fewer strokes, or corners of them, than this has a rule or a frame, not a drawing. */
const STROKES_OF_A_DRAWING = 12;
const CORNERS_OF_A_DRAWING = 80;
/** A picture that covers less is a mark of some kind. */
const LEAST_PICTURE = 0.005;
const DEEPEST_FORM = 3;

/** A rectangle of page space (y up). */
export interface Bounds {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

export function lookAtObjects(engine: PdfEngine, page: number, frame: PageFrame, scratch: number): PageObjects {
  const { call } = engine;
  const count = Math.min(call.FPDFPage_CountObjects(page), MOST_OBJECTS);
  let strokes = 0;
  let corners = 0;
  let pictureShare = 0;
  let shaded = false;
  for (let index = 0; index < count; index += 1) {
    const object = call.FPDFPage_GetObject(page, index);
    const type = call.FPDFPageObj_GetType(object);
    if (type === PATH) {
      strokes += 1;
      corners += Math.max(0, call.FPDFPath_CountSegments(object));
    } else if (type === SHADING) shaded = true;
    else if (type === IMAGE || (type === FORM && holdsPicture(engine, object, 1))) pictureShare += shareOfPage(readBounds(engine, object, scratch), frame);
    else if (type === FORM) strokes += Math.max(0, call.FPDFFormObj_CountObjects(object));
  }
  const drawn = shaded || pictureShare >= LEAST_PICTURE || strokes >= STROKES_OF_A_DRAWING || corners >= CORNERS_OF_A_DRAWING;
  return { drawn, pictureShare: Math.min(1, pictureShare) };
}

/** Where an object stands; all zero where it has no place. */
export function readBounds(engine: PdfEngine, object: number, scratch: number): Bounds {
  if (engine.call.FPDFPageObj_GetBounds(object, scratch, scratch + 4, scratch + 8, scratch + 12) === 0) return { left: 0, bottom: 0, right: 0, top: 0 };
  const heap = engine.floats();
  const at = scratch >> 2;
  return { left: heap[at] ?? 0, bottom: heap[at + 1] ?? 0, right: heap[at + 2] ?? 0, top: heap[at + 3] ?? 0 };
}

function holdsPicture(engine: PdfEngine, form: number, depth: number): boolean {
  const { call } = engine;
  const count = Math.min(call.FPDFFormObj_CountObjects(form), 200);
  for (let index = 0; index < count; index += 1) {
    const object = call.FPDFFormObj_GetObject(form, index);
    const type = call.FPDFPageObj_GetType(object);
    if (type === IMAGE || (type === FORM && depth < DEEPEST_FORM && holdsPicture(engine, object, depth + 1))) return true;
  }
  return false;
}

function shareOfPage({ left, bottom, right, top }: Bounds, frame: PageFrame): number {
  const width = Math.min(right, frame.right) - Math.max(left, frame.left);
  const height = Math.min(top, frame.top) - Math.max(bottom, frame.bottom);
  return width > 0 && height > 0 ? (width * height) / (frame.width * frame.height) : 0;
}
