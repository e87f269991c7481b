import { readFile as readBytes } from 'node:fs/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { ReadRequest, ReadResult, ReadSummary } from '#core/ports/document-reader.ts';
import { readArchive } from './archive/read-archive.ts';
import { createAttachmentStore } from './attachment-store.ts';
import type { AttachmentStore } from './attachment-store.ts';
import { readJson } from './data/read-json.ts';
import { readXml } from './data/read-xml.ts';
import { detectKind } from './detect-kind.ts';
import type { Detected } from './detect-kind.ts';
import type { ReaderLimits } from './reader-limits.ts';
import { readEml } from './email/read-eml.ts';
import { readMsg } from './email/read-msg.ts';
import { readPicture } from './picture/read-picture.ts';
import { readDocx } from './office/read-docx.ts';
import { readPptx } from './office/read-pptx.ts';
import { readXlsx } from './office/read-xlsx.ts';
import { readPdf } from './pdf/read-pdf.ts';
import type { Progress, ReadSink } from './read-sink.ts';
import { readCsv } from './text/read-csv.ts';
import { readHtml } from './text/read-html.ts';
import { readMarkdown } from './text/read-markdown.ts';
import { readText } from './text/read-text.ts';

/** Reads one file of any kind, in this thread. Throws a {@link MillwrightError} that says what the file really is. */
export async function readFile(request: ReadRequest, limits: ReaderLimits, sink: ReadSink): Promise<ReadSummary> {
  const bytes = await readBytes(request.path);
  const file = detectKind(bytes, request.filename, limits);
  if (file.kind === 'pdf') return readPdf(file.bytes, limits, sink);
  const store = createAttachmentStore(request, limits);
  const context: Context = { limits, store, depth: request.depth ?? 0, onProgress: sink.onProgress };
  const { parts, ...summary } = withEmptinessTold(withAttachments(await readKind(file, context), store));
  await sink.onParts(parts, summary.title);
  return summary;
}

interface Context {
  limits: ReaderLimits;
  store: AttachmentStore;
  depth: number;
  onProgress: Progress;
}

async function readKind(file: Exclude<Detected, { kind: 'pdf' }>, { limits, store, depth, onProgress }: Context): Promise<ReadResult> {
  switch (file.kind) {
    case 'docx':
      return readDocx(file.archive, limits, onProgress);
    case 'xlsx':
      return readXlsx(file.archive, limits, onProgress);
    case 'pptx':
      return readPptx(file.archive, limits, onProgress);
    case 'archive':
      return readArchive(file.archive, store, depth, limits, onProgress);
    case 'email':
      return file.format === 'mime' ? readEml(file.bytes, store, limits) : readMsg(file.bytes, store, limits);
    case 'image':
      return readPicture(file.bytes, file.format, limits);
    case 'json':
      return withEncodingTold(readJson(file.value, limits), file.warnings);
    case 'xml':
      return withEncodingTold(readXml(file.text, limits), file.warnings);
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

function withAttachments(result: ReadResult, store: AttachmentStore): ReadResult {
  const attachments = store.list();
  const warnings = [...result.warnings, ...store.warnings()];
  return attachments.length === 0 ? { ...result, warnings } : { ...result, warnings, attachments };
}

function withEncodingTold(result: ReadResult, warnings: string[]): ReadResult {
  return { ...result, warnings: [...warnings, ...result.warnings] };
}

function withEmptinessTold(result: ReadResult): ReadResult {
  const hasText = result.parts.some((part) => part.text.trim() !== '' || part.recognise !== undefined);
  if (hasText || result.warnings.length > 0) return result;
  if (result.kind === 'text') throw new MillwrightError('FILE_EMPTY', 'The file holds nothing but white space.');
  return { ...result, warnings: ['No text was found in this file.'] };
}
