import type { DocumentKind } from '#core/ports/document-reader.ts';

/** HTML, XML and mail are served as plain text, pictures of any format as bytes: a document must never run as a page of Millwright. */
const MEDIA_TYPES: Readonly<Record<DocumentKind, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  markdown: 'text/plain',
  html: 'text/plain',
  text: 'text/plain',
  csv: 'text/csv',
  email: 'text/plain',
  json: 'text/plain',
  xml: 'text/plain',
  image: 'application/octet-stream',
  archive: 'application/octet-stream',
};

export function mediaTypeOf(kind: DocumentKind | null): string {
  return kind === null ? 'application/octet-stream' : MEDIA_TYPES[kind];
}
