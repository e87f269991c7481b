import type { DocumentKind } from '#core/ports/document-reader.ts';

/** HTML is served as plain text: a document must never run as a page of Millwright. */
const MEDIA_TYPES: Readonly<Record<DocumentKind, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  markdown: 'text/plain',
  html: 'text/plain',
  text: 'text/plain',
  csv: 'text/csv',
};

export function mediaTypeOf(kind: DocumentKind | null): string {
  return kind === null ? 'application/octet-stream' : MEDIA_TYPES[kind];
}
