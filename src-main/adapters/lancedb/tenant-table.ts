import { setImmediate } from 'node:timers/promises';
import type { Table } from '@lancedb/lancedb';
import type { Schema, Table as ArrowTable } from 'apache-arrow';
import type { IndexedChunk, IndexQuery, TenantIndex } from '#core/ports/vector-index.ts';
import { ofDocument, whole, withIds, within } from './predicates.ts';
import { type Ranked, rankedHits } from './ranked-hits.ts';
import { chunkCounts, storedVectors } from './stored-rows.ts';
import { tableSchema, toArrow } from './table-schema.ts';
import { textQuery } from './text-query.ts';
import { createVectorPartitions } from './vector-partitions.ts';

/** Rows turned into Arrow at a time: the conversion holds the event loop, a few milliseconds for this many. */
const ROWS_AT_A_TIME = 48;
/** Versions younger than this stay, for searches that are reading them. */
const KEEP_VERSIONS_MS = 5 * 60 * 1000;
const REFINE_FACTOR = 10;

export interface TenantTableOptions {
  table: Table;
  dimension: number;
  sync: () => Promise<void>;
  /** Rows up to which every vector is compared; beyond it an IVF_RQ index answers. */
  flatRows: number;
  /** Told after each change, with the rows it added. */
  changed: (rows: number) => void;
  /** Told when the table could not be read through. */
  doubted: () => Promise<void>;
}

/** The index of one tenant over its LanceDB table. Changes run one after the other: LanceDB has one writer. */
export function createTenantTable({ table, dimension, sync, flatRows, changed, doubted }: TenantTableOptions): TenantIndex {
  const schema = tableSchema(dimension);
  const partitions = createVectorPartitions(table, flatRows);
  let tail: Promise<unknown> = Promise.resolve();

  function exclusively<T>(work: () => Promise<T>): Promise<T> {
    const step = tail.then(work, work);
    tail = step.catch(() => undefined);
    return step;
  }

  const change = (work: () => Promise<unknown>, rows = 0): Promise<void> =>
    exclusively(async () => {
      await work();
      await sync();
      changed(rows);
    });

  async function upkeep(): Promise<void> {
    await exclusively(async () => {
      await table.optimize({ cleanupOlderThan: new Date(Date.now() - KEEP_VERSIONS_MS) });
      await sync();
    });
    // Takes a minute at a million rows. LanceDB lets changes pass meanwhile, so they do not wait for it.
    if (await partitions.renew()) await exclusively(sync);
  }

  return {
    async upsert(chunks: readonly IndexedChunk[]) {
      const rows = await arrowInSteps(chunks, schema);
      if (rows === undefined) return;
      await change(() => table.mergeInsert('id').whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(rows), rows.numRows);
    },

    deleteDocument: (documentId) => change(() => table.delete(ofDocument(documentId))),

    setLabel: (documentId, labelRank) => change(() => table.update({ where: ofDocument(documentId), values: { label_rank: whole(labelRank) } })),

    searchText: (query, options) =>
      rankedHits(options, async (limit, byDocument) => {
        const found = within(table.query().fullTextSearch(textQuery(query, options.also)), filterOf(options, byDocument));
        const rows = (await found.select(['id', 'document_id', '_score']).limit(limit).toArray()) as { id: string; document_id: string; _score: number }[];
        return rows.map((row): Ranked => ({ chunkId: row.id, documentId: row.document_id, score: row._score }));
      }),

    searchVector: (vector, options) =>
      rankedHits(options, async (limit, byDocument) => {
        const nearest = within(table.query().nearestTo(vector).distanceType('cosine'), filterOf(options, byDocument));
        const probed = await partitions.probes();
        const query = probed === null ? nearest : nearest.nprobes(probed).refineFactor(REFINE_FACTOR);
        const rows = (await query.select(['id', 'document_id', '_distance']).limit(limit).toArray()) as { id: string; document_id: string; _distance: number }[];
        return rows.map((row): Ranked => ({ chunkId: row.id, documentId: row.document_id, score: 1 - row._distance }));
      }),

    async vectors(chunkIds) {
      if (chunkIds.length === 0) return new Map();
      const found = await table.query().where(`${withIds('id', chunkIds)} AND vector IS NOT NULL`).select(['id', 'vector']).toArrow();
      const [ids, vectors] = [found.getChild('id'), found.getChild('vector')];
      // Column by column: turning each number of each vector into an object of its own took most of a search.
      return new Map(Array.from({ length: found.numRows }, (_, n) => [String(ids?.get(n)), Float32Array.from(vectors?.get(n)?.toArray() as Float32Array)]));
    },

    async storedVectors() {
      const { count, batches } = await storedVectors(table);
      return { count, batches: telling(batches, doubted) };
    },

    chunkCounts: () => chunkCounts(table),

    async chunkIds(documentId) {
      const rows = (await table.query().where(ofDocument(documentId)).select(['id']).toArray()) as { id: string }[];
      return rows.map((row) => row.id).sort();
    },

    optimize: upkeep,
  };
}

/** One table of many rows, made a few rows at a time so that nothing else in this process has to wait for it. */
async function arrowInSteps(chunks: readonly IndexedChunk[], schema: Schema): Promise<ArrowTable | undefined> {
  let whole: ArrowTable | undefined;
  for (let at = 0; at < chunks.length; at += ROWS_AT_A_TIME) {
    const next = toArrow(chunks.slice(at, at + ROWS_AT_A_TIME), schema);
    whole = whole === undefined ? next : whole.concat(next);
    await setImmediate();
  }
  return whole;
}

const filterOf = ({ maxLabelRank, documents }: IndexQuery, byDocument: boolean): Pick<IndexQuery, 'maxLabelRank' | 'documents'> =>
  byDocument ? { maxLabelRank, documents } : { maxLabelRank };

async function* telling<T>(batches: AsyncIterable<T>, failed: () => Promise<void>): AsyncGenerator<T> {
  try {
    yield* batches;
  } catch (error) {
    await failed();
    throw error;
  }
}
