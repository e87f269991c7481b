import type { RecognisedText } from '#shared/contract/recognition.ts';
import type { DocumentReader } from '#core/ports/document-reader.ts';
import type { TextRecognition } from '#core/ports/text-recognition.ts';
import { drawForReading } from './recognise-pages.ts';

export interface PictureReader {
  reader: Pick<DocumentReader, 'pageImage'>;
  recognition: Pick<TextRecognition, 'recognise'>;
}

/** What stands on one page of a file. Throws as reader and recognition do. */
export async function readPicture({ reader, recognition }: PictureReader, file: { path: string; filename: string }, page: number, signal: AbortSignal): Promise<RecognisedText> {
  const image = await drawForReading(reader, file, page, signal);
  const found = await recognition.recognise(image.png, signal);
  return { confidence: rounded(found.confidence), lines: found.lines.map(({ text, confidence }) => ({ text, confidence: rounded(confidence) })) };
}

const rounded = (confidence: number): number => Math.round(confidence * 100) / 100;
