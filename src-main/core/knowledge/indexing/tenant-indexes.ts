import type { TenantIndex, VectorIndex } from '#core/ports/vector-index.ts';
import type { ServingVectors, VectorSpace } from './serving-vectors.ts';

/** A table made before any embedder was there has the vector length of the bundled model. */
const UNKNOWN = { identity: null, dimension: 256, table: 0 };

export interface OpenIndex extends Pick<VectorSpace, 'dimension' | 'table'> {
  index: TenantIndex;
  /** The model of the vectors in it; null while there are none. */
  identity: string | null;
  /** Opening had to drop or rebuild something: what the index holds must be written again. */
  repaired: boolean;
}

/** The search index of each tenant, opened once. */
export interface TenantIndexes {
  of(tenantId: string): Promise<OpenIndex>;
  /** Opens it with other vectors from this call on. */
  reopen(tenantId: string, space: VectorSpace): Promise<OpenIndex>;
}

export function createTenantIndexes({ vectorIndex, serving }: { vectorIndex: VectorIndex; serving: ServingVectors }): TenantIndexes {
  const opened = new Map<string, Promise<OpenIndex>>();

  async function open(tenantId: string, { identity, dimension, table }: VectorSpace | typeof UNKNOWN): Promise<OpenIndex> {
    const before = vectorIndex.repairs.length;
    const index = await vectorIndex.open(tenantId, dimension, table);
    return { index, identity, dimension, table, repaired: vectorIndex.repairs.length > before };
  }

  function remember(tenantId: string, opening: Promise<OpenIndex>): Promise<OpenIndex> {
    opened.set(tenantId, opening);
    opening.catch(() => opened.get(tenantId) === opening && opened.delete(tenantId));
    return opening;
  }

  return {
    of: (tenantId) => opened.get(tenantId) ?? remember(tenantId, serving.space(tenantId).then((space) => open(tenantId, space ?? UNKNOWN))),
    reopen: (tenantId, space) => remember(tenantId, open(tenantId, space)),
  };
}
