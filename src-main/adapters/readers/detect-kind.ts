import { MillwrightError } from '#shared/contract/errors.ts';
import type { DocumentKind } from '#core/ports/document-reader.ts';
import { parseJson } from './data/read-json.ts';
import type { Json } from './data/write-data.ts';
import { isMail } from './email/is-mail.ts';
import { isOleFile, isOutlookMessage, oleRefusal } from './ole-file.ts';
import { openZip } from './office/zip-archive.ts';
import type { ZipArchive } from './office/zip-archive.ts';
import { pictureFormat, pictureName } from './picture/picture-info.ts';
import type { PictureFormat } from './picture/picture-info.ts';
import { humanBytes } from './reader-limits.ts';
import type { ReaderLimits } from './reader-limits.ts';
import { nameBySignature } from './signatures.ts';
import { decodeText } from './text/decode-text.ts';
import { looksLikeCsv } from './text/csv-dialect.ts';

/** Endings of formats that have a form of their own. */
const CLAIMED = new Set(['pdf', 'docx', 'xlsx', 'pptx', 'doc', 'xls', 'ppt', 'msg']);
const TEXT_ENDINGS = new Set(['md', 'html', 'htm', 'txt', 'csv', 'json', 'xml', 'eml', 'png', 'jpg', 'jpeg', 'tif', 'tiff', 'zip']);

export type Detected =
  | { kind: 'pdf'; bytes: Buffer }
  | { kind: 'docx' | 'xlsx' | 'pptx' | 'archive'; archive: ZipArchive }
  | { kind: 'email'; bytes: Buffer; format: 'mime' | 'outlook' }
  | { kind: 'image'; bytes: Buffer; format: PictureFormat }
  | { kind: 'json'; value: Json; warnings: string[] }
  | { kind: 'html' | 'markdown' | 'csv' | 'text' | 'xml'; text: string; warnings: string[] };

/** Decides what a file is by its content; the name only chooses between kinds of plain text. */
export function detectKind(bytes: Buffer, filename: string, limits: ReaderLimits): Detected {
  if (bytes.length === 0) throw new MillwrightError('FILE_EMPTY', 'The file is empty: it holds 0 bytes.');
  refuseLockFile(bytes, filename);
  if (isMail(bytes, extension(filename))) return { kind: 'email', bytes, format: 'mime' };
  if (bytes.subarray(0, 1024).includes('%PDF-')) return { kind: 'pdf', bytes };
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04')) || bytes.subarray(0, 4).equals(Buffer.from('PK\x05\x06'))) {
    const archive = openZip(bytes, limits);
    return { kind: zipKind(archive, filename), archive };
  }
  if (isOleFile(bytes)) {
    if (isOutlookMessage(bytes)) return { kind: 'email', bytes, format: 'outlook' };
    throw oleRefusal(bytes);
  }
  const format = pictureFormat(bytes);
  if (format !== null) {
    refuseMisnamed(pictureName(format), filename);
    return { kind: 'image', bytes, format };
  }
  const foreign = nameBySignature(bytes);
  if (foreign !== null) throw notReadable(foreign, filename);
  return textKind(bytes, filename, limits);
}

/** A file that claims to be a document and is none is somebody's mistake, which silence would hide. */
function refuseMisnamed(what: string, filename: string): void {
  const ending = extension(filename);
  if (!CLAIMED.has(ending)) return;
  throw new MillwrightError('FILE_TYPE_UNSUPPORTED', `This is ${what}, although its name ends in .${ending}. Add the document that was meant, or give this file its right ending.`);
}

/** Office leaves `~$name` beside a document that is open: some 160 bytes with the name of who opened it. */
function refuseLockFile(bytes: Buffer, filename: string): void {
  if (!filename.startsWith('~$') || bytes.length > 1024) return;
  throw new MillwrightError(
    'FILE_TYPE_UNSUPPORTED',
    'This is a lock file that Office leaves while a document is open, not the document. Add the document itself.',
  );
}

function zipKind(archive: ZipArchive, filename: string): 'docx' | 'xlsx' | 'pptx' | 'archive' {
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
  if (archive.has('doc.kml')) throw new MillwrightError('FILE_TYPE_UNSUPPORTED', 'This is a map file (KMZ). That format cannot be read.');
  refuseMisnamed('a zip archive without an Office document inside', filename);
  return 'archive';
}

function notReadable(what: string, filename: string): MillwrightError {
  const ending = extension(filename);
  const known = CLAIMED.has(ending) || TEXT_ENDINGS.has(ending);
  const but = known ? `, although its name ends in .${ending}` : '';
  return new MillwrightError('FILE_TYPE_UNSUPPORTED', `This is ${what}${but}. That kind of file cannot be read.`);
}

function textKind(bytes: Buffer, filename: string, limits: ReaderLimits): Detected {
  if (bytes.length > limits.textBytes) {
    throw new MillwrightError('FILE_LIMIT', `This is ${humanBytes(bytes.length)} of text; at most ${humanBytes(limits.textBytes)} of it can be read. Split it and add the pieces.`);
  }
  const { text, warnings } = decodeText(bytes);
  const ending = extension(filename);
  // Export tools do give tables of text the ending of a workbook; text of doubtful encoding under such a name is a wreck.
  if (['pdf', 'docx', 'xlsx', 'pptx'].includes(ending) && (ending === 'pdf' || warnings.length > 0) && kindOfText(text, '') !== 'html') {
    throw new MillwrightError('FILE_UNREADABLE', `This is no readable ${ending.toUpperCase()} file: it does not begin like one. Get a fresh copy.`);
  }
  const value = ['md', 'markdown', 'csv', 'htm', 'html'].includes(ending) ? undefined : parseJson(text);
  if (value !== undefined) return { kind: 'json', value, warnings };
  if (['json', 'jsonl', 'ndjson', 'geojson'].includes(ending)) warnings.push('This is no well-formed JSON; it was read as plain text.');
  return { kind: kindOfText(text, ending), text, warnings };
}

function kindOfText(text: string, ending: string): Extract<DocumentKind, 'html' | 'markdown' | 'csv' | 'text' | 'xml'> {
  const head = text.slice(0, 4096).trimStart().toLowerCase();
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype html|html|head|body|table)[\s>]/.test(head)) return 'html';
  if (['htm', 'html', 'xhtml'].includes(ending)) return 'html';
  if (isXml(text, head, ending)) return 'xml';
  if (['md', 'markdown', 'mdown', 'mkd'].includes(ending)) return 'markdown';
  if (ending === 'csv' || ending === 'tsv') return 'csv';
  return looksLikeCsv(text) ? 'csv' : 'text';
}

function isXml(text: string, head: string, ending: string): boolean {
  if (/^<\?xml[\s?]/.test(head) || /^<!doctype\s+\w/.test(head)) return true;
  const root = /^<([a-z_][\w:.-]{0,80})[\s/>]/.exec(head)?.[1];
  if (root === undefined || ['md', 'markdown'].includes(ending)) return false;
  return ending === 'xml' || text.slice(-200).trimEnd().toLowerCase().endsWith(`</${root}>`);
}

/** `Manual.PDF` -> `pdf`; empty where there is none. */
function extension(filename: string): string {
  return /\.([a-z0-9]{1,10})$/i.exec(filename)?.[1]?.toLowerCase() ?? '';
}
