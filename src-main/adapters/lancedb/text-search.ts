import type { IndexHit, IndexQuery } from '#core/ports/vector-index.ts';
import type { DurableTable } from './durable-table.ts';
import { ofDocument, within } from './predicates.ts';
import { type Ranked, rankedHits } from './ranked-hits.ts';
import { textQuery } from './text-query.ts';

/** Full-text search of a tenant's chunks, with the filters applied before ranking. */
export function searchText({ table }: DurableTable, query: string, options: IndexQuery): Promise<IndexHit[]> {
  return rankedHits(options, async (limit, filter) => {
    const found = within(table.query().fullTextSearch(textQuery(query, options.also)), filter);
    const rows = (await found.select(['id', 'document_id', '_score']).limit(limit).toArray()) as { id: string; document_id: string; _score: number }[];
    return rows.map((row): Ranked => ({ chunkId: row.id, documentId: row.document_id, score: row._score }));
  });
}

export async function chunkIdsOf({ table }: DurableTable, documentId: string): Promise<string[]> {
  const rows = (await table.query().where(ofDocument(documentId)).select(['id']).toArray()) as { id: string }[];
  return rows.map((row) => row.id).sort();
}
