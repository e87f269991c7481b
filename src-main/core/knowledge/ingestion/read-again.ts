import type { DocumentEvents } from '#core/knowledge/documents/document-events.ts';
import { documentById, documentList, type DocumentRow, summaryOf } from '#core/knowledge/documents/document-rows.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { QueuedDocument } from './queue-tally.ts';

/** Marks one document, or all, that is ready or failed as waiting to be read. Their text stays. */
export async function queueAgain(deps: { database: Database; events: DocumentEvents; clock: Clock }, tenantId: string, documentId: string | null): Promise<QueuedDocument[]> {
  const wanted = documentId === null ? sql`true` : sql`id = ${documentId}`;
  const { documents, rows } = await deps.database.withTenant({ tenantId, userId: null }, async (tx) => {
    const queued = await tx.rows<QueuedDocument>(sql`UPDATE documents SET status = 'pending', stage = 'waiting', progress = 0, error_code = NULL,
        error_message = NULL, metadata = metadata - 'starts', updated_at = ${deps.clock.now()}
      WHERE tenant_id = ${tx.tenantId} AND ${wanted} AND status IN ('ready', 'failed') RETURNING id, filename, file_size_bytes AS "sizeBytes"`);
    return { documents: queued, rows: await tx.rows<DocumentRow>(documentId === null ? documentList(tx, null, 'pending') : documentById(tx, documentId, null)) };
  });
  for (const row of rows) deps.events.publish(tenantId, { type: 'changed', document: summaryOf(row) });
  return documents;
}
