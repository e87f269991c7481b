import type { DocumentSummary } from '#shared/contract/documents.ts';

export const VIEWS = ['pages', 'text', 'contents', 'revisions', 'similar', 'about'] as const;
export type View = (typeof VIEWS)[number];

/** What there is to see of a document. Only a PDF is drawn as it looks; a picture is shown as one page. */
export function viewsOf(document: DocumentSummary | null): View[] {
  if (document === null) return [];
  return VIEWS.filter((view) => view !== 'pages' || document.kind === 'pdf' || document.kind === 'image');
}
