import type { Passage } from '#shared/contract/passages.ts';
import type { Label } from '#shared/contract/permissions.ts';

export interface Filters {
  documentId: string | null;
  label: Label | null;
}

export const NO_FILTERS: Filters = { documentId: null, label: null };

export function passes(passage: Passage, { documentId, label }: Filters): boolean {
  return (documentId === null || passage.document.id === documentId) && (label === null || passage.label === label);
}

/** The documents among results with how often each was found, most first. */
export function documentsIn(results: readonly Passage[]): { id: string; filename: string; count: number }[] {
  const counts = new Map<string, { id: string; filename: string; count: number }>();
  for (const { document } of results) {
    const entry = counts.get(document.id) ?? { ...document, count: 0 };
    counts.set(document.id, { ...entry, count: entry.count + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.filename.localeCompare(b.filename));
}
