import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/**
 * Gives back what a change of the model left: vectors that serve move to the place of the old, and those of a model that is not wanted
 * any more go. A document at a time, so that nobody waits long; interrupted, it goes on where it was.
 */
export async function tidyVectors(database: Database, tenantId: string, { serving, wanted }: { serving: string; wanted: string | null }, signal: AbortSignal): Promise<void> {
  const scope = { tenantId, userId: null };
  const kept = wanted === serving ? null : wanted;
  const rows = await database.withTenant(scope, (tx) =>
    tx.rows<{ id: string }>(sql`SELECT DISTINCT document_id AS id FROM document_chunks
      WHERE tenant_id = ${tx.tenantId} AND next_embedding_model IS NOT NULL AND next_embedding_model IS DISTINCT FROM ${kept}::text`),
  );
  for (const { id } of rows) {
    signal.throwIfAborted();
    await database.withTenant(scope, (tx) =>
      tx.run(sql`UPDATE document_chunks SET next_embedding = NULL, next_embedding_model = NULL,
          embedding = CASE WHEN next_embedding_model = ${serving} THEN next_embedding ELSE embedding END,
          embedding_model = CASE WHEN next_embedding_model = ${serving} THEN next_embedding_model ELSE embedding_model END
        WHERE tenant_id = ${tx.tenantId} AND document_id = ${id} AND next_embedding_model IS NOT NULL AND next_embedding_model IS DISTINCT FROM ${kept}::text`),
    );
  }
}
