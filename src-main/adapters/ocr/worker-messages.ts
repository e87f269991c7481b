import type { ErrorCode } from '#shared/contract/errors.ts';
import type { RecognisedPage } from '#core/ports/text-recognition.ts';
import type { LanguageFile } from './tesseract-reader.ts';

/** What a recognition worker is started with. */
export interface RecognitionStart {
  /** The first one leads. */
  languages: LanguageFile[];
  /** Fails where a language cannot be loaded; otherwise the first one alone is used then. */
  strict: boolean;
}

export interface RecognitionJob {
  png: Uint8Array;
}

export type RecognitionMessage =
  | { type: 'result'; page: RecognisedPage }
  /** `broken`: the worker may be in no state to go on. */
  | { type: 'failed'; code: ErrorCode; message: string; detail: string | undefined; broken: boolean };
