import type { ConversationScope } from '#shared/contract/conversations.ts';
import type { SearchFilters } from '#shared/contract/search.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/**
 * The filters of a scope. Filters narrow each other, but a scope names what belongs to it: where it has collections and
 * documents, the documents of those collections are looked up and join the others.
 */
export async function scopeFilters(database: Database, { tenantId, userId }: Principal, { collections, documents }: ConversationScope): Promise<SearchFilters> {
  if (collections.length === 0) return documents.length === 0 ? {} : { documents };
  if (documents.length === 0) return { collections };
  const rows = await database.withTenant({ tenantId, userId }, (tx) =>
    tx.rows<{ id: string }>(sql`SELECT d.id FROM documents d JOIN collection_families c ON c.tenant_id = d.tenant_id AND c.family_id = d.family_id
      WHERE d.tenant_id = ${tx.tenantId} AND c.collection_id = ANY(${collections}::uuid[])`),
  );
  return { documents: [...new Set([...documents, ...rows.map(({ id }) => id)])] };
}
