import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { State } from '#renderer/app/theme/tokens.ts';

export const SHOWN = ['all', 'ready', 'working', 'failed'] as const;
export type Shown = (typeof SHOWN)[number];

/** In which of the three heaps a document lies. */
export function heapOf({ status }: DocumentSummary): Exclude<Shown, 'all'> {
  return status === 'ready' || status === 'failed' ? status : 'working';
}

export function stateOf(document: DocumentSummary): State {
  if (document.status === 'failed') return 'failed';
  if (document.status === 'ready') return document.warnings.length > 0 ? 'degraded' : 'ready';
  return document.stage === 'waiting' ? 'idle' : 'working';
}

export function countHeaps(documents: readonly DocumentSummary[]): Record<Shown, number> {
  const counts: Record<Shown, number> = { all: documents.length, ready: 0, working: 0, failed: 0 };
  for (const document of documents) counts[heapOf(document)] += 1;
  return counts;
}
