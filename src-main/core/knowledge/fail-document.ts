import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { noteChange } from './outbox.ts';

/** Notes why a document could not be taken in. Nothing of it stays searchable. */
export async function failDocument(deps: { database: Database; clock: Clock }, tenantId: string, documentId: string, error: MillwrightError): Promise<void> {
  await deps.database.withTenant({ tenantId, userId: null }, async (tx) => {
    await tx.run(sql`UPDATE documents SET status = 'failed', progress = 0, chunk_count = 0, metadata = metadata - 'starts',
        error_code = ${error.code}, error_message = ${error.message}, updated_at = ${deps.clock.now()} WHERE id = ${documentId}`);
    await tx.run(sql`DELETE FROM document_parts WHERE document_id = ${documentId}`);
    const chunks = await tx.run(sql`DELETE FROM document_chunks WHERE document_id = ${documentId}`);
    if (chunks > 0) await noteChange(tx, tenantId, documentId, 'delete');
  });
}

/** What a person is told about a failure: its own sentence where there is one, never a stack. */
export function publicError(error: unknown): MillwrightError {
  if (error instanceof MillwrightError) return error;
  return new MillwrightError('INTERNAL', 'Millwright could not finish working on this file. Retry it; if it fails again the log says why.', { cause: error });
}
