import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Database } from '#core/ports/database.ts';
import type { DocumentEvents } from './document-events.ts';
import { documentList, type DocumentRow, summaryOf } from './document-rows.ts';

type WatchEvent =
  | { type: 'all'; documents: DocumentSummary[] }
  | { type: 'changed'; document: DocumentSummary }
  | { type: 'removed'; id: string };

/** All documents the caller may read, then each change. One that becomes too sensitive for the caller is removed. */
export async function* watchDocuments(
  { database, events }: { database: Database; events: DocumentEvents },
  principal: Principal,
  signal: AbortSignal,
): AsyncIterable<WatchEvent> {
  const labels = visibleLabels(principal.role);
  // Subscribed before the list is read: a change in between is told twice rather than never.
  const changes = events.subscribe(principal.tenantId, signal);
  const rows = await database.withTenant({ tenantId: principal.tenantId, userId: principal.userId }, (tx) =>
    tx.rows<DocumentRow>(documentList([...labels], undefined)),
  );
  const known = new Set(rows.map((row) => row.id));
  yield { type: 'all', documents: rows.map(summaryOf) };
  for await (const event of changes) {
    const id = event.type === 'removed' ? event.id : event.document.id;
    if (event.type === 'changed' && labels.includes(event.document.label)) {
      known.add(id);
      yield event;
    } else if (known.delete(id)) {
      yield { type: 'removed', id };
    }
  }
}
