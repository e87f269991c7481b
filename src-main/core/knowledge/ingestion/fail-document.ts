import { MillwrightError } from '#shared/contract/errors.ts';
import { noteChange } from '#core/knowledge/indexing/outbox.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { dropStaged } from './switch-text.ts';

const KEPT = 'It could not be read again, so the text from before is kept:';

/**
 * Notes why a document could not be taken in. Nothing of it stays searchable, except that one which was ready before
 * stays as it was, with a warning. Throws nothing where the document is gone.
 */
export async function failDocument(deps: { database: Database; clock: Clock }, tenantId: string, documentId: string, error: MillwrightError): Promise<void> {
  const now = deps.clock.now();
  await deps.database.withTenant({ tenantId, userId: null }, async (tx) => {
    if (await keepOld(tx, documentId, error, now)) return;
    await tx.run(sql`UPDATE documents SET status = 'failed', progress = 0, chunk_count = 0, searchable = false, metadata = metadata - 'starts',
        error_code = ${error.code}, error_message = ${error.message}, updated_at = ${now}
      WHERE tenant_id = ${tx.tenantId} AND id = ${documentId}`);
    await tx.run(sql`DELETE FROM document_parts WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}`);
    const chunks = await tx.run(sql`DELETE FROM document_chunks WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}`);
    if (chunks > 0) await noteChange(tx, tenantId, documentId, 'delete');
  });
}

async function keepOld(tx: Transaction, documentId: string, error: MillwrightError, now: Date): Promise<boolean> {
  const told = error.code === 'CANCELLED' ? [] : [`${KEPT} ${error.message}`];
  const kept = await tx.run(sql`UPDATE documents SET status = 'ready', stage = 'done', progress = 1, searchable = true, metadata = metadata - 'starts',
      warnings = ARRAY(SELECT w FROM unnest(warnings) w WHERE NOT starts_with(w, ${KEPT})) || ${told}::text[], updated_at = ${now}
    WHERE tenant_id = ${tx.tenantId} AND id = ${documentId} AND ready_at IS NOT NULL`);
  if (kept > 0) await dropStaged(tx, documentId);
  return kept > 0;
}

/** What a person is told about a failure: its own sentence where there is one, never a stack. */
export function publicError(error: unknown): MillwrightError {
  if (error instanceof MillwrightError) return error;
  return new MillwrightError('INTERNAL', 'Millwright could not finish working on this file. Retry it; if it fails again the log says why.', { cause: error });
}

/** What stands at a document that a person stopped. */
export const stoppedByPerson = (): MillwrightError => new MillwrightError('CANCELLED', 'Reading this file was stopped on request. Retry it to have it read.');
