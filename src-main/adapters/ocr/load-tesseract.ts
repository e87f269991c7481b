import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from '#adapters/worker-thread/zlib.ts';

/** What is used of Tesseract's `ResultIterator`; levels are {@link LEVEL}. */
export interface TesseractResults {
  Begin(): void;
  Next(level: number): boolean;
  IsAtBeginningOf(level: number): boolean;
  GetUTF8Text(level: number): string;
  /** 0..100. */
  Confidence(level: number): number;
  getBoundingBox(level: number): { x0: number; y0: number; x1: number; y1: number };
  getRowAttributes(): { row_height: number; ascenders: number; descenders: number };
}

/** What is used of Tesseract's `TessBaseAPI`. */
export interface Tesseract {
  /** -1 where a language cannot be loaded. */
  Init(folder: string, languages: string, engine: number): number;
  SetPageSegMode(mode: number): void;
  SetVariable(name: string, value: string): boolean;
  /** Takes the picture stored as `/input`; 1 where it is none. */
  SetImageFile(exifOrientation: number, angle: number): number;
  Recognize(monitor: null): number;
  GetIterator(): TesseractResults;
  Clear(): void;
  End(): void;
}

export interface TesseractModule {
  FS: { writeFile(path: string, data: Uint8Array): void; unlink(path: string): void };
  TessBaseAPI: new () => Tesseract;
}

type TesseractFactory = (options: { wasmBinary: Uint8Array; print: () => void; printErr: () => void }) => Promise<TesseractModule>;

/** Levels of `PageIteratorLevel`. */
export const LEVEL = { paragraph: 1, line: 2, word: 3 } as const;
/** The neural engine, the only one the data files are needed for. */
export const LSTM_ONLY = 1;

/** Part of every runtime Millwright has; the language's own library does not name it. */
declare const WebAssembly: { validate(bytes: Uint8Array): boolean };

/** Not called `require`: the bundler puts one of that name into the file. */
const packages = createRequire(import.meta.url);

/** Builds from the fastest on; a processor or runtime without its instructions takes the next. */
const BUILDS = ['tesseract-core-relaxedsimd-lstm', 'tesseract-core-simd-lstm', 'tesseract-core-lstm'];

/** Loads Tesseract from the package's files on disk, never from anywhere else. */
export async function loadTesseract(): Promise<TesseractModule> {
  for (const build of BUILDS) {
    const wasmBinary = readFileSync(packages.resolve(`tesseract.js-core/${build}.wasm`));
    if (!WebAssembly.validate(wasmBinary)) continue;
    const create = packages(`tesseract.js-core/${build}.js`) as TesseractFactory;
    return create({ wasmBinary, print: () => undefined, printErr: () => undefined });
  }
  throw new Error('no build of Tesseract runs here');
}

/** The data of the bundled language. */
export function bundledEnglishPath(): string {
  return packages.resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz');
}

/** A language's data, unpacked where it is gzipped. */
export function readLanguageData(path: string): Uint8Array {
  const bytes = readFileSync(path);
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}
