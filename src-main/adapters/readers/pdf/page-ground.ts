import { shownBox } from './geometry.ts';
import type { PageFrame } from './geometry.ts';
import { FORM, IMAGE, MOST_OBJECTS, PATH, readBounds, SHADING } from './page-objects.ts';
import type { Bounds } from './page-objects.ts';
import type { PdfEngine } from './pdf-engine.ts';
import type { Run } from './run-collector.ts';

/** A channel darker than this makes white letters readable. */
const DARK = 200;

interface Ground {
  place: Bounds;
  dark: boolean;
}

/** Tells of a run of pale letters whether nothing darker is drawn where it stands, as far as plain shapes and pictures say. */
export function groundBehind(engine: PdfEngine, page: number, frame: PageFrame, scratch: number): (run: Run) => boolean {
  const grounds = readGrounds(engine, page, scratch);
  return (run) => {
    const [x, y, w, h] = shownBox(run, run.turn, frame);
    const point = pageSpace(frame, x + w / 2, y + h / 2);
    const top = grounds.findLast(({ place }) => point.x >= place.left && point.x <= place.right && point.y >= place.bottom && point.y <= place.top);
    return top === undefined || !top.dark;
  };
}

function readGrounds(engine: PdfEngine, page: number, scratch: number): Ground[] {
  const { call } = engine;
  const count = Math.min(call.FPDFPage_CountObjects(page), MOST_OBJECTS);
  const grounds: Ground[] = [];
  for (let index = 0; index < count; index += 1) {
    const object = call.FPDFPage_GetObject(page, index);
    const type = call.FPDFPageObj_GetType(object);
    // Pictures, shades and forms may be of any colour, so they settle nothing.
    if (type === IMAGE || type === SHADING || type === FORM) grounds.push({ place: readBounds(engine, object, scratch), dark: false });
    else if (type === PATH && isFilled(engine, object, scratch)) grounds.push({ dark: isDark(engine, object, scratch), place: readBounds(engine, object, scratch) });
  }
  return grounds;
}

function isFilled(engine: PdfEngine, path: number, scratch: number): boolean {
  if (engine.call.FPDFPath_GetDrawMode(path, scratch, scratch + 4) === 0) return false;
  return engine.bytes()[scratch] !== 0;
}

function isDark(engine: PdfEngine, path: number, scratch: number): boolean {
  if (engine.call.FPDFPageObj_GetFillColor(path, scratch, scratch + 4, scratch + 8, scratch + 12) === 0) return false;
  const heap = engine.bytes();
  return Math.min(heap[scratch] ?? 255, heap[scratch + 4] ?? 255, heap[scratch + 8] ?? 255) < DARK && (heap[scratch + 12] ?? 0) > 128;
}

/** A point given in fractions of the shown page, in page space. */
function pageSpace(frame: PageFrame, x: number, y: number): { x: number; y: number } {
  const across = x * frame.width;
  const down = y * frame.height;
  if (frame.rotation === 0) return { x: frame.left + across, y: frame.top - down };
  if (frame.rotation === 1) return { x: frame.left + down, y: frame.bottom + across };
  if (frame.rotation === 2) return { x: frame.right - across, y: frame.bottom + down };
  return { x: frame.right - down, y: frame.top - across };
}
