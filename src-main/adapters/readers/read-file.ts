import { readFile as readBytes } from 'node:fs/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { DocumentPart, ReadRequest, ReadResult, ReadSummary } from '#core/ports/document-reader.ts';
import { detectKind } from './detect-kind.ts';
import type { Detected } from './detect-kind.ts';
import type { ReaderLimits } from './reader-limits.ts';
import { readDocx } from './office/read-docx.ts';
import { readPptx } from './office/read-pptx.ts';
import { readXlsx } from './office/read-xlsx.ts';
import { readPdf } from './pdf/read-pdf.ts';
import { readCsv } from './text/read-csv.ts';
import { readHtml } from './text/read-html.ts';
import { readMarkdown } from './text/read-markdown.ts';
import { readText } from './text/read-text.ts';

type Progress = (fraction: number) => void;

/** Where a reader puts what it has read. `onParts` resolves when there is room for more. */
export interface ReadSink {
  onProgress: Progress;
  onParts(parts: readonly DocumentPart[]): Promise<void>;
}

/** Reads one file of any kind, in this thread. Throws a {@link MillwrightError} that says what the file really is. */
export async function readFile(request: ReadRequest, limits: ReaderLimits, sink: ReadSink): Promise<ReadSummary> {
  const bytes = await readBytes(request.path);
  const file = detectKind(bytes, request.filename, limits);
  if (file.kind === 'pdf') return readPdf(file.bytes, limits, sink);
  const { parts, ...summary } = withEmptinessTold(await readKind(file, limits, sink.onProgress));
  await sink.onParts(parts);
  return summary;
}

async function readKind(file: Exclude<Detected, { kind: 'pdf' }>, limits: ReaderLimits, onProgress: Progress): Promise<ReadResult> {
  switch (file.kind) {
    case 'docx':
      return readDocx(file.archive, limits, onProgress);
    case 'xlsx':
      return readXlsx(file.archive, limits, onProgress);
    case 'pptx':
      return readPptx(file.archive, limits, onProgress);
    case 'html':
      return withEncodingTold(readHtml(file.text, limits), file.warnings);
    case 'markdown':
      return withEncodingTold(readMarkdown(file.text, limits), file.warnings);
    case 'csv':
      return withEncodingTold(readCsv(file.text, limits), file.warnings);
    case 'text':
      return withEncodingTold(readText(file.text, limits), file.warnings);
  }
}

function withEncodingTold(result: ReadResult, warnings: string[]): ReadResult {
  return { ...result, warnings: [...warnings, ...result.warnings] };
}

function withEmptinessTold(result: ReadResult): ReadResult {
  const hasText = result.parts.some((part) => part.text.trim() !== '');
  if (hasText || result.warnings.length > 0) return result;
  if (result.kind === 'text') throw new MillwrightError('FILE_EMPTY', 'The file holds nothing but white space.');
  return { ...result, warnings: ['No text was found in this file.'] };
}
