import { noteChange } from '#core/knowledge/indexing/outbox.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/**
 * Puts the staged text of a document in the place of the old, within the caller's transaction. Passages that stayed the
 * same keep their vectors if the title, which is embedded with them, did too. Chunks take over the ids of those they follow, so that the index replaces them in place and
 * the document is never without text there.
 */
export async function switchText(tx: Transaction, tenantId: string, documentId: string, { sameTitle }: { sameTitle: boolean }): Promise<void> {
  const counts = await tx.one<{ old: number; young: number }>(sql`SELECT
    (SELECT count(*)::int FROM document_chunks WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}) AS old,
    (SELECT count(*)::int FROM staged_chunks WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}) AS young`);
  if (sameTitle) await keepVectors(tx, documentId);
  await tx.run(sql`UPDATE staged_chunks s SET id = coalesce((SELECT o.id FROM document_chunks o
      WHERE o.tenant_id = s.tenant_id AND o.document_id = s.document_id AND o.chunk_index = s.chunk_index), s.id)
    WHERE s.tenant_id = ${tx.tenantId} AND s.document_id = ${documentId}`);
  await tx.run(sql`DELETE FROM document_chunks WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}`);
  await tx.run(sql`DELETE FROM document_parts WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}`);
  await tx.run(sql`INSERT INTO document_parts (tenant_id, document_id, part, page, section, content, lines, recognise, recognition)
    SELECT tenant_id, document_id, part, page, section, content, lines, recognise, recognition FROM staged_parts
    WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}`);
  await tx.run(sql`INSERT INTO document_chunks (id, tenant_id, document_id, chunk_index, content, token_count, embedding, embedding_model, next_embedding, next_embedding_model, part, start_offset, end_offset,
      page, section, context, metadata, created_at)
    SELECT id, tenant_id, document_id, chunk_index, content, token_count, embedding, embedding_model, next_embedding, next_embedding_model, part, start_offset, end_offset,
      page, section, context, metadata, created_at FROM staged_chunks WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}`);
  await dropStaged(tx, documentId);
  if (counts.young < counts.old) await noteChange(tx, tenantId, documentId, 'delete');
  await noteChange(tx, tenantId, documentId, 'upsert');
}

export async function dropStaged(tx: Transaction, documentId: string): Promise<void> {
  await tx.run(sql`DELETE FROM staged_chunks WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}`);
  await tx.run(sql`DELETE FROM staged_parts WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}`);
}

/** Passages of the same words side by side, the old one first: joined, a database without statistics compares each with every other. */
async function keepVectors(tx: Transaction, documentId: string): Promise<void> {
  await tx.run(sql`UPDATE staged_chunks s SET embedding = o.embedding, embedding_model = o.embedding_model, next_embedding = o.next_embedding, next_embedding_model = o.next_embedding_model
    FROM (SELECT id, young, first_value(id) OVER same AS twin, first_value(young) OVER same AS alone FROM (
        SELECT id, content, section, false AS young FROM document_chunks
        WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId} AND coalesce(embedding_model, next_embedding_model) IS NOT NULL
        UNION ALL SELECT id, content, section, true FROM staged_chunks WHERE tenant_id = ${tx.tenantId} AND document_id = ${documentId}) both_texts
      WINDOW same AS (PARTITION BY content, section ORDER BY young)) v
      JOIN document_chunks o ON o.tenant_id = ${tx.tenantId} AND o.id = v.twin
    WHERE s.tenant_id = ${tx.tenantId} AND s.id = v.id AND v.young AND NOT v.alone`);
}
