import type { SearchFilters } from '#shared/contract/search.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { IndexQuery } from '#core/ports/vector-index.ts';
import { READABLE } from './readable-chunks.ts';

export interface SearchScope {
  /** Documents that are searched. */
  searched: number;
  /** What the index is told, before it ranks; nothing where all that the labels let through is searched. */
  documents: IndexQuery['documents'];
}

/**
 * The documents a search runs over: those the labels let through, as far as they are read, in force unless all revisions are
 * asked for, that the filters let through. A window finds the newest revisions: joined, a database that has no statistics yet
 * compares every document with every other.
 */
export async function searchScope(tx: Transaction, filters: SearchFilters, labels: readonly Label[]): Promise<SearchScope> {
  const { collections = null, documents = null, types = null, kinds = null, tags = null, from = null, until = null } = filters;
  const row = await tx.one<{ searched: number; inside: string[] | null; outside: string[] | null }>(sql`
    WITH known AS (
      SELECT d.*, max(d.revision_no) FILTER (WHERE d.ready_at IS NOT NULL AND d.withdrawn_at IS NULL
          AND (d.effective_on IS NULL OR d.effective_on <= current_date)) OVER (PARTITION BY d.family_id) AS newest
      FROM documents d WHERE d.tenant_id = ${tx.tenantId}),
    seen AS MATERIALIZED (
      SELECT d.id, (${filters.allRevisions === true}::boolean OR (d.withdrawn_at IS NULL AND (d.effective_on IS NULL OR d.effective_on <= current_date)
            AND (d.newest IS NULL OR d.revision_no >= d.newest)))
          AND d.label = ANY(${[...(filters.labels ?? labels)]}::text[])
          AND (${documents}::uuid[] IS NULL OR d.id = ANY(${documents}::uuid[]))
          AND (${types}::text[] IS NULL OR d.doc_type = ANY(${types}::text[]))
          AND (${kinds}::text[] IS NULL OR d.kind = ANY(${kinds}::text[]))
          AND (${tags}::text[] IS NULL OR d.tags @> ${tags}::text[])
          AND (${from}::date IS NULL OR coalesce(d.effective_on, d.created_at::date) >= ${from}::date)
          AND (${until}::date IS NULL OR coalesce(d.effective_on, d.created_at::date) <= ${until}::date)
          AND (${collections}::uuid[] IS NULL OR EXISTS (SELECT 1 FROM collection_families c
            WHERE c.tenant_id = d.tenant_id AND c.family_id = d.family_id AND c.collection_id = ANY(${collections}::uuid[]))) AS inside
      FROM known d WHERE ${READABLE} AND d.label = ANY(${[...labels]}::text[]))
    SELECT (count(*) FILTER (WHERE inside))::int AS searched,
      CASE WHEN count(*) FILTER (WHERE inside) < count(*) FILTER (WHERE NOT inside) THEN array_agg(id::text) FILTER (WHERE inside) END AS inside,
      CASE WHEN count(*) FILTER (WHERE inside) >= count(*) FILTER (WHERE NOT inside) THEN array_agg(id::text) FILTER (WHERE NOT inside) END AS outside
    FROM seen`);
  if (row.searched === 0) return { searched: 0, documents: { only: [] } };
  if (row.inside !== null) return { searched: row.searched, documents: { only: row.inside } };
  return { searched: row.searched, documents: row.outside === null ? undefined : { without: row.outside } };
}

/** Whether a scope lets a document through: what the index answers is checked once more. */
export function inScope({ documents }: SearchScope): (documentId: string) => boolean {
  if (documents === undefined) return () => true;
  const listed = new Set('only' in documents ? documents.only : documents.without);
  return 'only' in documents ? (id) => listed.has(id) : (id) => !listed.has(id);
}
