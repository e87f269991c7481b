import type { IndexHit, IndexQuery } from '#core/ports/vector-index.ts';
import type { DurableTable } from './durable-table.ts';
import { withIds, within } from './predicates.ts';
import { type Ranked, rankedHits } from './ranked-hits.ts';
import type { VectorPartitions } from './vector-partitions.ts';

const REFINE_FACTOR = 10;

/** The nearest by cosine: all compared while there are few, through the approximate index past that. */
export function searchVector({ table }: DurableTable, partitions: VectorPartitions, vector: Float32Array, options: IndexQuery): Promise<IndexHit[]> {
  return rankedHits(options, async (limit, filter) => {
    const nearest = within(table.query().nearestTo(vector).distanceType('cosine'), filter);
    const probed = await partitions.probes();
    const query = probed === null ? nearest : nearest.nprobes(probed).refineFactor(REFINE_FACTOR);
    const rows = (await query.select(['id', 'document_id', '_distance']).limit(limit).toArray()) as { id: string; document_id: string; _distance: number }[];
    return rows.map((row): Ranked => ({ chunkId: row.id, documentId: row.document_id, score: 1 - row._distance }));
  });
}

export async function vectorsOf({ table }: DurableTable, chunkIds: readonly string[]): Promise<Map<string, Float32Array>> {
  if (chunkIds.length === 0) return new Map();
  const found = await table.query().where(withIds('id', chunkIds)).select(['id', 'vector']).toArrow();
  const [ids, vectors] = [found.getChild('id'), found.getChild('vector')];
  // Column by column: turning each number of each vector into an object of its own took most of a search.
  return new Map(Array.from({ length: found.numRows }, (_, n) => [String(ids?.get(n)), Float32Array.from(vectors?.get(n)?.toArray() as Float32Array)]));
}
