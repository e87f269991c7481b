import { type ChunkRange, textsForIndex, vectorsForIndex } from '#core/knowledge/ingestion/chunk-rows.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import type { IndexedVector } from '#core/ports/vector-index.ts';
import type { OpenIndex } from './tenant-indexes.ts';

/** Chunks of one change of the index: each change costs a version and a sync. */
const ROWS_AT_A_TIME = 1_024;

export const EVERYTHING: ChunkRange = { first: 0, last: 2_147_483_647 };

/** Positions of chunks by document. */
export type Ranges = ReadonlyMap<string, readonly ChunkRange[]>;

/** Where vectors of a model are written. */
export interface VectorsPlace extends Pick<OpenIndex, 'identity' | 'dimension'> {
  put(lot: readonly IndexedVector[]): Promise<void>;
}

/** Writes chunks into the search index as the database holds them now. */
export interface IndexWriter {
  texts(tenantId: string, documents: Ranges, opened: OpenIndex): Promise<void>;
  vectors(tenantId: string, documents: Ranges, into: VectorsPlace): Promise<void>;
}

type Next<Row> = (tx: Transaction, wanted: { documentId: string; range: ChunkRange; limit: number }) => Promise<{ chunks: Row[]; last: number } | null>;

export function createIndexWriter(database: Database): IndexWriter {
  async function* rowsOf<Row>(tenantId: string, documents: Ranges, next: Next<Row>): AsyncGenerator<Row[]> {
    for (const [documentId, ranges] of documents) {
      for (const range of ranges) {
        for (let first = range.first; first <= range.last; ) {
          const wanted = { documentId, range: { first, last: range.last }, limit: ROWS_AT_A_TIME };
          const found = await database.withTenant({ tenantId, userId: null }, (tx) => next(tx, wanted));
          if (found === null) break;
          yield found.chunks;
          first = found.last + 1;
        }
      }
    }
  }

  async function inLots<Row>(rows: AsyncGenerator<Row[]>, put: (lot: readonly Row[]) => Promise<void>): Promise<void> {
    let held: Row[] = [];
    for await (const more of rows) {
      if (held.length > 0 && held.length + more.length > ROWS_AT_A_TIME) {
        await put(held);
        held = [];
      }
      held.push(...more);
    }
    if (held.length > 0) await put(held);
  }

  return {
    texts: (tenantId, documents, { index }) => inLots(rowsOf(tenantId, documents, textsForIndex), index.putText),
    vectors: (tenantId, documents, into) => inLots(rowsOf(tenantId, documents, (tx, wanted) => vectorsForIndex(tx, { ...wanted, ...into })), into.put),
  };
}
