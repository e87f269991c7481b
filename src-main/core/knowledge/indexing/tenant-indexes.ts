import type { Database } from '#core/ports/database.ts';
import type { Embedding } from '#core/ports/embedder.ts';
import { sql } from '#core/ports/sql.ts';
import type { TenantIndex, VectorIndex } from '#core/ports/vector-index.ts';

/** Vector length of a table made before any embedder was there: that of the bundled model. */
const UNKNOWN_DIMENSION = 256;

export interface OpenIndex {
  index: TenantIndex;
  dimension: number;
  /** Opening had to drop or rebuild something: what the index holds must be written again. */
  repaired: boolean;
}

/** The search index of each tenant, opened once. */
export interface TenantIndexes {
  of(tenantId: string): Promise<OpenIndex>;
  /** Opens the table again for vectors of another length; it comes back empty when the length changed. */
  reopen(tenantId: string, dimension: number): Promise<OpenIndex>;
}

export function createTenantIndexes(deps: { database: Database; vectorIndex: VectorIndex; embedding: Embedding }): TenantIndexes {
  const { database, vectorIndex, embedding } = deps;
  const opened = new Map<string, Promise<OpenIndex>>();

  async function open(tenantId: string, dimension: number): Promise<OpenIndex> {
    const before = vectorIndex.repairs.length;
    const index = await vectorIndex.open(tenantId, dimension);
    return { index, dimension, repaired: vectorIndex.repairs.length > before };
  }

  async function firstDimension(tenantId: string): Promise<number> {
    const current = embedding.current().embedder;
    if (current !== null) return current.dimension;
    const stored = await database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.maybe<{ size: number }>(sql`SELECT octet_length(embedding) AS size FROM document_chunks WHERE tenant_id = ${tx.tenantId} AND embedding IS NOT NULL LIMIT 1`),
    );
    return stored === undefined ? UNKNOWN_DIMENSION : stored.size / 4;
  }

  function remember(tenantId: string, opening: Promise<OpenIndex>): Promise<OpenIndex> {
    opened.set(tenantId, opening);
    opening.catch(() => opened.get(tenantId) === opening && opened.delete(tenantId));
    return opening;
  }

  return {
    of: (tenantId) => opened.get(tenantId) ?? remember(tenantId, firstDimension(tenantId).then((dimension) => open(tenantId, dimension))),
    reopen: (tenantId, dimension) => remember(tenantId, open(tenantId, dimension)),
  };
}
