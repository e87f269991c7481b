import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { QueuedDocument } from './queue-tally.ts';

export interface Unfinished {
  document: QueuedDocument;
  /** What is left to do: what was committed is not done again. */
  next: 'read' | 'recognise' | 'embed';
  /** It came in an archive or mail. */
  inside: boolean;
}

/** Documents that an earlier run left waiting or half-way, oldest first. */
export async function unfinishedDocuments(database: Database, tenantId: string): Promise<Unfinished[]> {
  const rows = await database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.rows<QueuedDocument & { status: string; stage: string; inside: boolean }>(sql`SELECT id, filename, file_size_bytes AS "sizeBytes", status, stage,
        container_id IS NOT NULL AS inside
      FROM documents WHERE tenant_id = ${tx.tenantId} AND status IN ('pending', 'processing') ORDER BY created_at, id`),
  );
  return rows.map(({ status, stage, inside, ...document }) => ({ document, inside, next: nextOf(status, stage) }));
}

function nextOf(status: string, stage: string): Unfinished['next'] {
  if (status !== 'processing') return 'read';
  if (stage === 'embedding' || stage === 'indexing') return 'embed';
  return stage === 'recognising' ? 'recognise' : 'read';
}
