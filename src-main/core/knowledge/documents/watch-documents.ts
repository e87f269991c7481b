import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Database } from '#core/ports/database.ts';
import type { DocumentEvents } from './document-events.ts';
import { allPages } from './document-pages.ts';

type WatchEvent =
  | { type: 'all' | 'more'; documents: DocumentSummary[]; more: boolean }
  | { type: 'changed'; documents: DocumentSummary[] }
  | { type: 'removed'; id: string };

/** All documents the caller may read, then each change. One that becomes too sensitive for the caller is removed. */
export async function* watchDocuments(
  { database, events }: { database: Database; events: DocumentEvents },
  principal: Principal,
  signal: AbortSignal,
): AsyncIterable<WatchEvent> {
  const labels = visibleLabels(principal);
  // Subscribed before the list is read: a change in between is told twice rather than never.
  const changes = events.subscribe(principal.tenantId, signal);
  const known = new Set<string>();
  let type: 'all' | 'more' = 'all';
  for await (const { documents, next } of allPages(database, principal, undefined)) {
    for (const { id } of documents) known.add(id);
    yield { type, documents, more: next !== null };
    type = 'more';
  }
  for await (const gathered of changes) {
    const readable = gathered.flatMap((event) => (event.type === 'changed' && labels.includes(event.document.label) ? [event.document] : []));
    for (const { id } of readable) known.add(id);
    if (readable.length > 0) yield { type: 'changed', documents: readable };
    const gone = gathered.filter((event) => event.type === 'removed' || !labels.includes(event.document.label)).map((event) => (event.type === 'removed' ? event.id : event.document.id));
    for (const id of gone) if (known.delete(id)) yield { type: 'removed', id };
  }
}
