import type { DocumentEvents } from '#core/knowledge/documents/document-events.ts';
import { documentsOfFamily, type DocumentRow, summaryOf } from '#core/knowledge/documents/document-rows.ts';
import type { Database } from '#core/ports/database.ts';

/** Tells how every revision of a document stands now: what changes one changes the standing of the others. */
export async function publishFamily({ database, events }: { database: Database; events: DocumentEvents }, tenantId: string, familyId: string): Promise<void> {
  const rows = await database.withTenant({ tenantId, userId: null }, (tx) => tx.rows<DocumentRow>(documentsOfFamily(tx, familyId, null)));
  for (const row of rows) events.publish(tenantId, { type: 'changed', document: summaryOf(row) });
}
