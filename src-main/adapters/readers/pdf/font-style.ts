import type { PdfEngine } from './pdf-engine.ts';

export interface FontStyle {
  bold: boolean;
  mono: boolean;
}

/** Bits of a font descriptor's flags (ISO 32000-1, table 123). */
const FIXED_PITCH = 1;
const FORCE_BOLD = 1 << 18;
const SEMI_BOLD = 600;

/** How a font looks, by its weight, flags and name; remembered by its address for the document. */
export function readFontStyle(engine: PdfEngine, font: number, known: Map<number, FontStyle>): FontStyle {
  const before = known.get(font);
  if (before !== undefined) return before;
  const style = font === 0 ? { bold: false, mono: false } : askFont(engine, font);
  known.set(font, style);
  return style;
}

function askFont(engine: PdfEngine, font: number): FontStyle {
  const { call } = engine;
  const flags = call.FPDFFont_GetFlags(font);
  const name = baseName(engine, font);
  const bold = call.FPDFFont_GetWeight(font) >= SEMI_BOLD || (flags & FORCE_BOLD) !== 0 || /bold|black|heavy|demi|CMBX/i.test(name);
  return { bold, mono: (flags & FIXED_PITCH) !== 0 || /mono|courier|consol|CMTT|typewriter/i.test(name) };
}

function baseName(engine: PdfEngine, font: number): string {
  const { call } = engine;
  const buffer = call.malloc(256);
  const length = call.FPDFFont_GetBaseFontName(font, buffer, 256);
  const name = length > 0 && length <= 256 ? Buffer.from(engine.bytes().slice(buffer, buffer + length - 1)).toString('latin1') : '';
  call.free(buffer);
  return name;
}
