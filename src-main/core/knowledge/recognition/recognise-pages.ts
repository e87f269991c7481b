import { MillwrightError } from '#shared/contract/errors.ts';
import type { DocumentPart, DocumentReader, PageImage } from '#core/ports/document-reader.ts';
import type { TextRecognition } from '#core/ports/text-recognition.ts';
import { recognisedPart } from './recognised-part.ts';
import type { RecognitionNote } from './recognised-warnings.ts';

export interface RecogniseDeps {
  reader: Pick<DocumentReader, 'pageImage'>;
  /** Null where this installation has no text recognition. */
  recognition: Pick<TextRecognition, 'recognise'> | null;
}

export interface RecognisedPart {
  /** With the recognised text in place of its own; as it was given, `recognise` included, where nothing was recognised. */
  part: DocumentPart;
  /** Of the page's letters, 0..1; null where nothing was recognised. */
  confidence: number | null;
  /** To be kept until the whole document was read: see `recognitionWarnings` and `recognitionConfidence`. */
  note: RecognitionNote;
}

/** A4 upright at 300 dots an inch, what Tesseract is trained for. */
const PAGE_WIDTH = 2_480;
/** A page drawn wider than this is no easier to read, and slower. */
const WIDEST = 4_200;

/**
 * Recognises the text of one part that carries `recognise`. Pages of a document are independent; nothing is kept
 * between calls. Throws only `CANCELLED`: a page that cannot be drawn or read costs that page and is told of in `note`.
 */
export async function recognisePart(deps: RecogniseDeps, request: { path: string; filename: string }, part: DocumentPart, signal: AbortSignal): Promise<RecognisedPart> {
  if (deps.recognition === null) return { part, confidence: null, note: { page: part.page, outcome: 'not-installed' } };
  try {
    const image = await drawForReading(deps.reader, request, part.page ?? 1, signal);
    const found = await deps.recognition.recognise(image.png, signal);
    if (found.lines.length === 0) return { part, confidence: null, note: { page: part.page, outcome: 'nothing' } };
    const letters = found.lines.reduce((sum, line) => sum + line.text.length, 0);
    const { confidence } = found;
    return { part: recognisedPart(part, found), confidence, note: { page: part.page, outcome: 'recognised', confidence, letters } };
  } catch (error) {
    if (signal.aborted) throw new MillwrightError('CANCELLED');
    if (!(error instanceof MillwrightError) || error.code === 'CANCELLED') throw error;
    return { part, confidence: null, note: { page: part.page, outcome: 'failed', reason: error.message } };
  }
}

/** Pages wider than high hold letters of the same size, so they are drawn wider. */
export async function drawForReading(reader: RecogniseDeps['reader'], request: { path: string; filename: string }, page: number, signal: AbortSignal): Promise<PageImage> {
  const image = await reader.pageImage({ ...request, page, width: PAGE_WIDTH }, signal);
  const width = Math.min(WIDEST, Math.round((PAGE_WIDTH * image.width) / image.height));
  if (width <= image.width) return image;
  return reader.pageImage({ ...request, page, width }, signal);
}
