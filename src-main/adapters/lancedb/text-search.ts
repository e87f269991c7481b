import type { IndexHit, IndexQuery } from '#core/ports/vector-index.ts';
import type { DurableTable } from './durable-table.ts';
import { ofDocument, within } from './predicates.ts';
import { type Ranked, rankedHits } from './ranked-hits.ts';
import { TEXT_INDEX } from './table-schema.ts';
import { textQuery } from './text-query.ts';

/** Rows up to which the text index is written anew in the moment a search needs it: 0.1 s. */
const SMALL = 2_000;
/** Rows that the index may leave out, as a share of those it knows. */
const OUTSIDE = 0.25;

/** Full-text search of a tenant's chunks, with the filters applied before ranking. */
export async function searchText(texts: DurableTable, query: string, options: IndexQuery): Promise<IndexHit[]> {
  await keepComparable(texts);
  const { table } = texts;
  return rankedHits(options, async (limit, filter) => {
    const found = within(table.query().fullTextSearch(textQuery(query, options.also)), filter);
    const rows = (await found.select(['id', 'document_id', '_score']).limit(limit).toArray()) as { id: string; document_id: string; _score: number }[];
    return rows.map((row): Ranked => ({ chunkId: row.id, documentId: row.document_id, score: row._score }));
  });
}

/**
 * LanceDB scores the rows that its index knows by what that index counted, and the others by what all rows count: while a small
 * index knows few of the rows, its scores are too low to be compared with the others.
 */
async function keepComparable({ table, grown, upkeep }: DurableTable): Promise<void> {
  if (!grown) return;
  const counts = await table.indexStats(TEXT_INDEX);
  if (counts === undefined) return;
  const { numIndexedRows: known, numUnindexedRows: outside } = counts;
  if (known + outside <= SMALL && outside > known * OUTSIDE) await upkeep();
}

export async function chunkIdsOf({ table }: DurableTable, documentId: string): Promise<string[]> {
  const rows = (await table.query().where(ofDocument(documentId)).select(['id']).toArray()) as { id: string }[];
  return rows.map((row) => row.id).sort();
}
