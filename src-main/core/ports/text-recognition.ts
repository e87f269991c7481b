import type { ByteStream } from '#shared/contract/byte-source.ts';
import type { Box } from '#shared/contract/passages.ts';
import type { RecognitionLanguage } from '#shared/contract/recognition.ts';

/** A line of recognised text, where it stands on the picture as given (not as turned upright). */
export interface RecognisedLine {
  text: string;
  /** 0..1. */
  confidence: number;
  box: Box;
  /** Height of its letters from the lowest to the highest, in pixels of the picture as read; to compare lines of one page. */
  letterHeight: number;
  /** Lines of one paragraph share it; counts up in reading order. */
  paragraph: number;
}

/** What was read off one picture. */
export interface RecognisedPage {
  /** In reading order. */
  lines: RecognisedLine[];
  /** Mean over the words, by their letters, 0..1; 0 where nothing was found. */
  confidence: number;
}

/** Reads text off pictures, outside the core's thread. */
export interface TextRecognition {
  /** Those every page is read with; the bundled one first. */
  languages(): Promise<RecognitionLanguage[]>;
  /**
   * Takes in a language's data file (`.traineddata`, also gzipped), in place of what was installed under that code.
   * Throws `FILE_UNREADABLE` where it is not one, `INVALID_INPUT` for a bundled language, `CANCELLED`.
   */
  importLanguage(code: string, content: ByteStream, signal: AbortSignal): Promise<RecognitionLanguage>;
  /** False where it was not installed. Throws `INVALID_INPUT` for a bundled language. */
  removeLanguage(code: string): Promise<boolean>;
  /**
   * `png` is a page or picture, 8 bits a sample. Throws `FILE_UNREADABLE` where it cannot be recognised, `FILE_LIMIT`
   * where it is too large, `READ_TIMEOUT`, `CANCELLED`; a worker that hangs or crashes is replaced.
   */
  recognise(png: Uint8Array, signal: AbortSignal): Promise<RecognisedPage>;
  close(): Promise<void>;
}
