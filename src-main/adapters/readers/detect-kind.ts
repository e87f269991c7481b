import { MillwrightError } from '#shared/contract/errors.ts';
import type { DocumentKind } from '#core/ports/document-reader.ts';
import { isOleFile, oleRefusal } from './ole-file.ts';
import { openZip } from './office/zip-archive.ts';
import type { ZipArchive } from './office/zip-archive.ts';
import type { ReaderLimits } from './reader-limits.ts';
import { nameBySignature } from './signatures.ts';
import { decodeText } from './text/decode-text.ts';
import { looksLikeCsv } from './text/csv-dialect.ts';

export type Detected =
  | { kind: 'pdf'; bytes: Buffer }
  | { kind: 'docx' | 'xlsx' | 'pptx'; archive: ZipArchive }
  | { kind: 'html' | 'markdown' | 'csv' | 'text'; text: string; warnings: string[] };

/** Decides what a file is by its content; the name only chooses between kinds of plain text. */
export function detectKind(bytes: Buffer, filename: string, limits: ReaderLimits): Detected {
  if (bytes.length === 0) throw new MillwrightError('FILE_EMPTY', 'The file is empty: it holds 0 bytes.');
  refuseLockFile(bytes, filename);
  if (bytes.subarray(0, 1024).includes('%PDF-')) return { kind: 'pdf', bytes };
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04')) || bytes.subarray(0, 4).equals(Buffer.from('PK\x05\x06'))) {
    const archive = openZip(bytes, limits);
    return { kind: officeKind(archive), archive };
  }
  if (isOleFile(bytes)) throw oleRefusal(bytes);
  const foreign = nameBySignature(bytes);
  if (foreign !== null) throw notReadable(foreign, filename);
  return textKind(bytes, filename);
}

/** Office leaves `~$name` beside a document that is open: some 160 bytes with the name of who opened it. */
function refuseLockFile(bytes: Buffer, filename: string): void {
  if (!filename.startsWith('~$') || bytes.length > 1024) return;
  throw new MillwrightError(
    'FILE_TYPE_UNSUPPORTED',
    'This is a lock file that Office leaves while a document is open, not the document. Add the document itself.',
  );
}

function officeKind(archive: ZipArchive): 'docx' | 'xlsx' | 'pptx' {
  if (archive.has('word/document.xml')) return 'docx';
  if (archive.has('xl/workbook.xml')) return 'xlsx';
  if (archive.has('ppt/presentation.xml')) return 'pptx';
  const names = archive.names();
  const main = names.find((name) => /^(word\/document|xl\/workbook|ppt\/presentation)\d*\.xml$/i.test(name));
  if (main !== undefined) return main.toLowerCase().startsWith('word') ? 'docx' : main.toLowerCase().startsWith('xl') ? 'xlsx' : 'pptx';
  if (archive.has('xl/workbook.bin')) {
    throw new MillwrightError('FILE_TYPE_UNSUPPORTED', 'This is a binary Excel workbook (.xlsb). Save it as XLSX.');
  }
  if (names.some((name) => name.startsWith('visio/'))) throw new MillwrightError('FILE_TYPE_UNSUPPORTED', 'This is a Visio drawing. Save it as PDF.');
  if (archive.has('content.xml') && archive.has('mimetype')) {
    throw new MillwrightError('FILE_TYPE_UNSUPPORTED', 'This is an OpenDocument file. Save it as DOCX, XLSX or PDF.');
  }
  if (archive.has('META-INF/container.xml')) throw new MillwrightError('FILE_TYPE_UNSUPPORTED', 'This is an EPUB book. That format cannot be read.');
  throw new MillwrightError('FILE_TYPE_UNSUPPORTED', 'This is a zip archive without an Office document inside. Unpack it and add the files.');
}

function notReadable(what: string, filename: string): MillwrightError {
  const ending = extension(filename);
  const known = ['pdf', 'docx', 'xlsx', 'pptx', 'md', 'html', 'txt', 'csv'].includes(ending);
  const but = known ? `, although its name ends in .${ending}` : '';
  return new MillwrightError('FILE_TYPE_UNSUPPORTED', `This is ${what}${but}. That kind of file cannot be read.`);
}

function textKind(bytes: Buffer, filename: string): Detected {
  const { text, warnings } = decodeText(bytes);
  const ending = extension(filename);
  // Export tools do give tables of text the ending of a workbook; text of doubtful encoding under such a name is a wreck.
  if (['pdf', 'docx', 'xlsx', 'pptx'].includes(ending) && (ending === 'pdf' || warnings.length > 0) && kindOfText(text, '') !== 'html') {
    throw new MillwrightError('FILE_UNREADABLE', `This is no readable ${ending.toUpperCase()} file: it does not begin like one. Get a fresh copy.`);
  }
  return { kind: kindOfText(text, ending), text, warnings };
}

function kindOfText(text: string, ending: string): Extract<DocumentKind, 'html' | 'markdown' | 'csv' | 'text'> {
  const head = text.slice(0, 4096).trimStart().toLowerCase();
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype html|html|head|body|table)[\s>]/.test(head)) return 'html';
  if (['htm', 'html', 'xhtml'].includes(ending)) return 'html';
  if (['md', 'markdown', 'mdown', 'mkd'].includes(ending)) return 'markdown';
  if (ending === 'csv' || ending === 'tsv') return 'csv';
  return looksLikeCsv(text) ? 'csv' : 'text';
}

/** `Manual.PDF` -> `pdf`; empty where there is none. */
function extension(filename: string): string {
  return /\.([a-z0-9]{1,10})$/i.exec(filename)?.[1]?.toLowerCase() ?? '';
}
