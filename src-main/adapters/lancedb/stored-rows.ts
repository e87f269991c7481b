import type { Table } from '@lancedb/lancedb';
import type { RecordBatch, Vector } from 'apache-arrow';
import type { StoredVectors } from '#core/ports/vector-index.ts';
import type { ScanRows } from '#core/ports/vector-scan.ts';

/** All vectors of a table, in the batches of about a thousand rows that LanceDB reads: each holds the event loop for a millisecond or two. */
export async function storedVectors(table: Table, only?: string): Promise<StoredVectors> {
  return { count: await table.countRows(only), batches: batchesOf(table, only) };
}

async function* batchesOf(table: Table, only?: string): AsyncGenerator<ScanRows> {
  const query = table.query().select(['id', 'document_id', 'label_rank', 'vector']);
  for await (const batch of only === undefined ? query : query.where(only)) {
    yield {
      chunkIds: texts(column(batch, 'id')),
      documentIds: texts(column(batch, 'document_id')),
      labelRanks: Array.from(column(batch, 'label_rank').toArray() as Int32Array),
      vectors: numbers(column(batch, 'vector')),
    };
  }
}

/** Rows a document. */
export async function rowCounts(table: Table): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const batch of table.query().select(['document_id'])) {
    for (const id of texts(column(batch, 'document_id'))) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

const texts = (from: Vector): string[] => Array.from({ length: from.length }, (_, n) => String(from.get(n)));

/** The numbers of all vectors as they lie one behind the other: turned into arrays one by one they would take most of the time. */
function numbers(vectors: Vector): Float32Array {
  const values = vectors.data[0]?.children[0]?.values as unknown;
  if (!(values instanceof Float32Array)) throw new TypeError('a batch without vectors');
  return values;
}

function column(batch: RecordBatch, name: string): Vector {
  const found = batch.getChild(name);
  if (found === null) throw new TypeError(`no column ${name}`);
  return found;
}
