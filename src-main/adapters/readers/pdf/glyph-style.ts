import { readFontStyle } from './font-style.ts';
import type { FontStyle } from './font-style.ts';
import { turnOf } from './geometry.ts';
import type { PdfEngine } from './pdf-engine.ts';
import type { GlyphStyle } from './run-collector.ts';

/** A channel as light as this is hardly told from white paper; as little opacity as this is none. */
const PALE = 240;
const FAINT = 20;
/** "OC" in UTF-16LE, the zero included. */
const OPTIONAL_CONTENT_BYTES = 6;

/** Asks PDFium how the text object of a letter looks, once for all letters of the object. */
export function readGlyphStyle(engine: PdfEngine, text: number, index: number, object: number, rotation: number, scratch: number, fonts: Map<number, FontStyle>): GlyphStyle {
  const { call } = engine;
  const mode = call.FPDFTextObj_GetTextRenderMode(object);
  const font = readFontStyle(engine, call.FPDFTextObj_GetFont(object), fonts);
  const unscaled = call.FPDFText_GetFontSize(text, index);
  call.FPDFText_GetMatrix(text, index, scratch);
  const heap = engine.floats();
  const at = scratch >> 2;
  const scale = Math.hypot(heap[at + 2] ?? 0, heap[at + 3] ?? 1);
  const size = unscaled * (scale > 0 ? scale : 1);
  const turn = turnOf(heap[at] ?? 1, heap[at + 1] ?? 0, rotation);
  // Mode 2 fills and strokes: a made-up bold. Modes 3 and 7 paint nothing.
  return { object, size, turn, hidden: mode === 3 || mode === 7, bold: font.bold || mode === 2, mono: font.mono, doubt: readDoubt(engine, object, mode, scratch) };
}

/** Why the object's letters may not be seen: the layer they are on, `pale` for letters as white as paper, or nothing. */
function readDoubt(engine: PdfEngine, object: number, mode: number, scratch: number): string {
  const { call } = engine;
  if (call.FPDFPageObj_CountMarks(object) > 0) {
    const layer = readLayer(engine, object, scratch);
    if (layer !== '') return layer;
  }
  if ((mode !== 0 && mode !== 4) || call.FPDFPageObj_GetFillColor(object, scratch, scratch + 4, scratch + 8, scratch + 12) === 0) return '';
  const heap = engine.bytes();
  const pale = Math.min(heap[scratch] ?? 0, heap[scratch + 4] ?? 0, heap[scratch + 8] ?? 0) >= PALE;
  return pale || (heap[scratch + 12] ?? 255) <= FAINT ? 'pale' : '';
}

/** The mark that makes an object part of a layer which can be switched off (ISO 32000-1, 14.11), by the layer's name. */
function readLayer(engine: PdfEngine, object: number, scratch: number): string {
  const { call } = engine;
  const count = Math.min(call.FPDFPageObj_CountMarks(object), 8);
  for (let index = 0; index < count; index += 1) {
    const mark = call.FPDFPageObj_GetMark(object, index);
    if (mark === 0 || call.FPDFPageObjMark_GetName(mark, scratch, 16, scratch + 16) === 0) continue;
    const heap = engine.bytes();
    if (heap[scratch + 16] !== OPTIONAL_CONTENT_BYTES || heap[scratch] !== 0x4f || heap[scratch + 2] !== 0x43) continue;
    return `layer ${layerName(engine, mark)}`;
  }
  return '';
}

function layerName(engine: PdfEngine, mark: number): string {
  const { call } = engine;
  const buffer = call.malloc(512);
  engine.bytes().set([0x4e, 0x61, 0x6d, 0x65, 0], buffer);
  try {
    if (call.FPDFPageObjMark_GetParamStringValue(mark, buffer, buffer + 16, 480, buffer + 8) === 0) return '';
    const length = engine.bytes()[buffer + 8] ?? 0;
    return new TextDecoder('utf-16le').decode(engine.bytes().slice(buffer + 16, buffer + 16 + Math.max(0, length - 2)));
  } finally {
    call.free(buffer);
  }
}
