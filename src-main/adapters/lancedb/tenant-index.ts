import type { TenantIndex } from '#core/ports/vector-index.ts';
import type { DurableTable } from './durable-table.ts';
import { ofDocument, withIds } from './predicates.ts';
import { rowCounts, storedVectors } from './stored-rows.ts';
import { textRows, vectorRows, type VectorTableSpec, type WithVector } from './table-schema.ts';
import { chunkIdsOf, searchText } from './text-search.ts';
import type { VectorPartitions } from './vector-partitions.ts';
import { searchVector, vectorsOf } from './vector-search.ts';

export interface TenantIndexOptions {
  text: DurableTable;
  vectors: DurableTable;
  vectorSpec: VectorTableSpec;
  partitions: VectorPartitions;
  /** Told when the vectors could not be read through. */
  doubted: () => Promise<void>;
}

/**
 * The index of one tenant: text in one table, vectors in another, so that a vector that comes later does not touch the text and
 * its words are counted once. What concerns both is done in both; between the two the outbox remembers that it is not done.
 */
export function createTenantIndex({ text, vectors, vectorSpec, partitions, doubted }: TenantIndexOptions): TenantIndex {
  const both = async (work: (table: DurableTable) => Promise<void>): Promise<void> => void (await Promise.all([work(text), work(vectors)]));

  return {
    putText: (chunks) => text.put(chunks, textRows),

    async putVectors(rows) {
      const bare = rows.filter(({ vector }) => vector === null).map(({ chunkId }) => chunkId);
      if (bare.length > 0 && (await vectors.table.countRows(withIds('id', bare))) > 0) await vectors.deleteWhere(withIds('id', bare));
      await vectors.put(rows.filter((row): row is WithVector => row.vector !== null), (some) => vectorRows(some, vectorSpec));
    },

    deleteDocument: (documentId) => both((table) => table.deleteWhere(ofDocument(documentId))),
    setLabel: (documentId, labelRank) => both((table) => table.setLabel(documentId, labelRank)),
    searchText: (query, options) => searchText(text, query, options),
    searchVector: (vector, options) => searchVector(vectors, partitions, vector, options),
    vectors: (chunkIds) => vectorsOf(vectors, chunkIds),

    async storedVectors() {
      const { count, batches } = await storedVectors(vectors.table);
      return { count, batches: telling(batches, doubted) };
    },

    async counts() {
      const [chunks, present] = await Promise.all([rowCounts(text.table), rowCounts(vectors.table)]);
      const ids = new Set([...chunks.keys(), ...present.keys()]);
      return new Map([...ids].map((id) => [id, { chunks: chunks.get(id) ?? 0, vectors: present.get(id) ?? 0 }]));
    },

    chunkIds: (documentId) => chunkIdsOf(text, documentId),
    optimize: () => both((table) => table.upkeep()),
  };
}

async function* telling<T>(batches: AsyncIterable<T>, failed: () => Promise<void>): AsyncGenerator<T> {
  try {
    yield* batches;
  } catch (error) {
    await failed();
    throw error;
  }
}
