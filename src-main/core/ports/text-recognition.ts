import type { Box } from '#shared/contract/passages.ts';

/** A line of recognised text, where it stands on the picture as given (not as turned upright). */
export interface RecognisedLine {
  text: string;
  /** 0..1. */
  confidence: number;
  box: Box;
  /** Lines of one paragraph share it; counts up in reading order. */
  paragraph: number;
}

export interface RecognisedPage {
  /** In reading order. */
  lines: RecognisedLine[];
  /** Mean over the words, 0..1; 0 where nothing was found. */
  confidence: number;
}

export interface RecognitionLanguage {
  /** ISO 639-2/T as Tesseract names it: `eng`, `deu`, `vie`. */
  code: string;
  sizeBytes: number;
  bundled: boolean;
}

/** Reads text off pictures, outside the core's thread. */
export interface TextRecognition {
  languages(): Promise<RecognitionLanguage[]>;
  /** Takes in a language's data file. Throws `FILE_UNREADABLE` where it is not one. */
  importLanguage(code: string, path: string): Promise<RecognitionLanguage>;
  removeLanguage(code: string): Promise<boolean>;
  /** `png` is a page or picture. Throws `FILE_UNREADABLE` where it cannot be recognised; a worker that hangs or crashes is replaced. */
  recognise(png: Uint8Array, signal: AbortSignal): Promise<RecognisedPage>;
  close(): Promise<void>;
}
