import type { PageFrame, Rect } from './geometry.ts';
import { shownX, shownY } from './geometry.ts';
import { COMMENTED, MOST_ANNOTATIONS } from './open-page.ts';
import type { PdfEngine } from './pdf-engine.ts';
import { readUtf16 } from './pdf-engine.ts';

/** What somebody wrote on a page as a comment, and the place (on the shown page) it was put. */
export interface PageNote extends Rect {
  text: string;
}

/** Hidden, or not to be viewed. */
const UNSEEN_FLAGS = 0x02 | 0x20;
const LONGEST_BYTES = 16_384;

/** The comments on a page, in their order. */
export function readNotes(engine: PdfEngine, page: number, frame: PageFrame, scratch: number): PageNote[] {
  const { call } = engine;
  const count = Math.min(call.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS);
  const notes: PageNote[] = [];
  for (let index = 0; index < count; index += 1) {
    const annotation = call.FPDFPage_GetAnnot(page, index);
    if (annotation === 0) continue;
    if (COMMENTED.has(call.FPDFAnnot_GetSubtype(annotation)) && (call.FPDFAnnot_GetFlags(annotation) & UNSEEN_FLAGS) === 0) {
      const text = readContents(engine, annotation);
      if (text !== '') notes.push({ text, ...readRect(engine, annotation, frame, scratch) });
    }
    call.FPDFPage_CloseAnnot(annotation);
  }
  return notes;
}

function readContents(engine: PdfEngine, annotation: number): string {
  const { call } = engine;
  const key = call.malloc(16);
  engine.bytes().set(Buffer.from('Contents\0', 'latin1'), key);
  const text = readUtf16(engine, (buffer, length) => call.FPDFAnnot_GetStringValue(annotation, key, buffer, length), LONGEST_BYTES);
  call.free(key);
  return text.replace(/\s+/g, ' ').trim();
}

function readRect(engine: PdfEngine, annotation: number, frame: PageFrame, scratch: number): Rect {
  engine.call.FPDFAnnot_GetRect(annotation, scratch);
  const heap = engine.floats();
  const at = scratch >> 2;
  const [left, top, right, bottom] = [heap[at] ?? 0, heap[at + 1] ?? 0, heap[at + 2] ?? 0, heap[at + 3] ?? 0];
  const xs = [shownX(frame, left, top), shownX(frame, right, bottom)];
  const ys = [shownY(frame, left, top), shownY(frame, right, bottom)];
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}
