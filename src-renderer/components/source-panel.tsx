import { createContext, useContext } from 'react';
import type { TextRange } from '#shared/contract/passages.ts';

/** A place in a document that a screen wants shown. */
export interface Source {
  documentId: string;
  filename: string;
  page: number | null;
  section: string | null;
  /** The stretch to mark; null opens the document at its beginning. */
  span: TextRange | null;
  /** The number it has in the answer, where it has one. */
  n?: number;
}

export interface SourcePanel {
  current: Source | null;
  open(source: Source): void;
  close(): void;
}

export const SourcePanelContext = createContext<SourcePanel | null>(null);

/** Opens documents beside what the person reads, never over it. */
export function useSourcePanel(): SourcePanel {
  const panel = useContext(SourcePanelContext);
  if (panel === null) throw new Error('useSourcePanel needs a SourcePanelContext above it');
  return panel;
}

/** The source of anything that names a document and a span: a passage or a citation. */
export function sourceOf(passage: { document: { id: string; filename: string }; page: number | null; section: string | null; span: TextRange; n?: number }): Source {
  const { document, page, section, span, n } = passage;
  return { documentId: document.id, filename: document.filename, page, section, span, ...(n === undefined ? {} : { n }) };
}
