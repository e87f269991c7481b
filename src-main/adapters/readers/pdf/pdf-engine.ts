import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { init } from '@embedpdf/pdfium';

/**
 * The functions of PDFium that are used, called straight in the WebAssembly module: the package's own wrappers convert
 * every argument, which costs more than the call where it happens once a letter. Addresses and flags are numbers.
 */
export interface PdfFunctions {
  malloc(bytes: number): number;
  free(address: number): void;
  FPDF_LoadMemDocument(data: number, size: number, password: number): number;
  FPDF_GetLastError(): number;
  FPDF_CloseDocument(document: number): void;
  FPDF_GetPageCount(document: number): number;
  FPDF_GetMetaText(document: number, tag: number, buffer: number, length: number): number;
  FPDF_GetPageLabel(document: number, index: number, buffer: number, length: number): number;
  FPDF_LoadPage(document: number, index: number): number;
  FPDF_ClosePage(page: number): void;
  FPDF_GetPageWidthF(page: number): number;
  FPDF_GetPageHeightF(page: number): number;
  FPDF_RenderPageBitmap(bitmap: number, page: number, x: number, y: number, width: number, height: number, rotate: number, flags: number): void;
  FPDFBitmap_CreateEx(width: number, height: number, format: number, firstScan: number, stride: number): number;
  FPDFBitmap_FillRect(bitmap: number, left: number, top: number, width: number, height: number, argb: number): void;
  FPDFBitmap_GetBuffer(bitmap: number): number;
  FPDFBitmap_GetStride(bitmap: number): number;
  FPDFBitmap_Destroy(bitmap: number): void;
  FPDF_GetPageBoundingBox(page: number, rect: number): number;
  FPDFPage_GetRotation(page: number): number;
  FPDFPage_CountObjects(page: number): number;
  FPDFPage_GetObject(page: number, index: number): number;
  FPDFPageObj_GetType(object: number): number;
  FPDFPageObj_GetBounds(object: number, left: number, bottom: number, right: number, top: number): number;
  FPDFPageObj_GetFillColor(object: number, red: number, green: number, blue: number, alpha: number): number;
  FPDFPageObj_CountMarks(object: number): number;
  FPDFPageObj_GetMark(object: number, index: number): number;
  FPDFPageObjMark_GetName(mark: number, buffer: number, length: number, needed: number): number;
  FPDFPageObjMark_GetParamStringValue(mark: number, key: number, buffer: number, length: number, needed: number): number;
  FPDFFormObj_CountObjects(form: number): number;
  FPDFFormObj_GetObject(form: number, index: number): number;
  FPDFPath_CountSegments(path: number): number;
  FPDFPath_GetDrawMode(path: number, fillMode: number, stroke: number): number;
  FPDFPage_GetAnnotCount(page: number): number;
  FPDFPage_GetAnnot(page: number, index: number): number;
  FPDFPage_CloseAnnot(annotation: number): void;
  FPDFAnnot_GetSubtype(annotation: number): number;
  FPDFAnnot_GetFlags(annotation: number): number;
  FPDFAnnot_GetRect(annotation: number, rect: number): number;
  FPDFAnnot_GetStringValue(annotation: number, key: number, buffer: number, length: number): number;
  FPDFPage_Flatten(page: number, usage: number): number;
  FPDFText_LoadPage(page: number): number;
  FPDFText_ClosePage(text: number): void;
  FPDFText_CountChars(text: number): number;
  FPDFText_GetUnicode(text: number, index: number): number;
  FPDFText_GetLooseCharBox(text: number, index: number, rect: number): number;
  FPDFText_GetCharOrigin(text: number, index: number, x: number, y: number): number;
  FPDFText_GetTextObject(text: number, index: number): number;
  FPDFText_GetFontSize(text: number, index: number): number;
  FPDFText_GetMatrix(text: number, index: number, matrix: number): number;
  FPDFText_HasUnicodeMapError(text: number, index: number): number;
  FPDFTextObj_GetTextRenderMode(object: number): number;
  FPDFTextObj_GetFont(object: number): number;
  FPDFFont_GetWeight(font: number): number;
  FPDFFont_GetFlags(font: number): number;
  FPDFFont_GetBaseFontName(font: number, buffer: number, length: number): number;
  FPDFBookmark_GetFirstChild(document: number, bookmark: number): number;
  FPDFBookmark_GetNextSibling(document: number, bookmark: number): number;
  FPDFBookmark_GetTitle(bookmark: number, buffer: number, length: number): number;
  FPDFBookmark_GetDest(document: number, bookmark: number): number;
  FPDFDest_GetDestPageIndex(document: number, destination: number): number;
}

export interface PdfEngine {
  call: PdfFunctions;
  /** Views of the module's memory; it moves when it grows, so they are never kept. */
  floats(): Float32Array;
  doubles(): Float64Array;
  bytes(): Uint8Array;
}

let engine: Promise<PdfEngine> | undefined;

/** Loads PDFium once a thread. */
export function loadPdfEngine(): Promise<PdfEngine> {
  engine ??= start();
  return engine;
}

async function start(): Promise<PdfEngine> {
  // The package stays outside the bundle, so its file is found the same way from source and from out/main.
  const path = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  const file = readFileSync(path);
  const wasmBinary = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const silent = { print: () => undefined, printErr: () => undefined };
  const module = await init({ wasmBinary, ...silent });
  module.PDFiumExt_Init();
  // The published types stop at malloc and free, and leave out the views of the memory.
  const memory = module.pdfium as unknown as { HEAPF32: Float32Array; HEAPF64: Float64Array; HEAPU8: Uint8Array };
  return {
    call: module.pdfium.wasmExports as unknown as PdfFunctions,
    floats: () => memory.HEAPF32,
    doubles: () => memory.HEAPF64,
    bytes: () => memory.HEAPU8,
  };
}

/** Reads UTF-16LE text from a function that fills a buffer and returns the bytes it needs, the ending zero included. */
export function readUtf16(engineNow: PdfEngine, fill: (buffer: number, length: number) => number, maxBytes = 4096): string {
  const { call, bytes } = engineNow;
  const buffer = call.malloc(maxBytes);
  try {
    const needed = fill(buffer, maxBytes);
    if (needed <= 2 || needed > maxBytes) return '';
    return new TextDecoder('utf-16le').decode(bytes().slice(buffer, buffer + needed - 2));
  } finally {
    call.free(buffer);
  }
}
