import { setImmediate } from 'node:timers/promises';
import { Index, type Table } from '@lancedb/lancedb';
import type { Schema, Table as ArrowTable } from 'apache-arrow';
import { LABELS } from '#shared/contract/permissions.ts';
import type { IndexedChunk, IndexHit, IndexQuery, TenantIndex } from '#core/ports/vector-index.ts';
import { tableSchema, toArrow } from './table-schema.ts';
import { textQuery } from './text-query.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Rows turned into Arrow at a time: the conversion holds the event loop, a few milliseconds for this many. */
const ROWS_AT_A_TIME = 256;
/** Versions younger than this stay, for searches that are reading them. */
const KEEP_VERSIONS_MS = 5 * 60 * 1000;
const PROBED_SHARE = 0.2;
const REFINE_FACTOR = 10;

export interface TenantTableOptions {
  table: Table;
  dimension: number;
  sync: () => Promise<void>;
  /** Rows up to which every vector is compared; beyond it an IVF_RQ index answers. */
  flatRows: number;
  /** Told after each change, with the rows it added. */
  changed: (rows: number) => void;
}

/** The index of one tenant over its LanceDB table. Changes run one after the other: LanceDB has one writer. */
export function createTenantTable({ table, dimension, sync, flatRows, changed }: TenantTableOptions): TenantIndex {
  const schema = tableSchema(dimension);
  let tail: Promise<unknown> = Promise.resolve();
  let partitions: number | null | undefined;

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

  async function probes(): Promise<number | null> {
    if (partitions === undefined) {
      const stats = await table.indexStats('vector_idx');
      partitions = stats === undefined ? null : partitionsFor(stats.numIndexedRows);
    }
    return partitions === null ? null : Math.ceil(partitions * PROBED_SHARE);
  }

  async function upkeep(): Promise<void> {
    await table.optimize({ cleanupOlderThan: new Date(Date.now() - KEEP_VERSIONS_MS) });
    const rows = await table.countRows('vector IS NOT NULL');
    if (rows > flatRows && (await table.indexStats('vector_idx')) === undefined) {
      await table.createIndex('vector', { config: Index.ivfRq({ distanceType: 'cosine', numPartitions: partitionsFor(rows) }) });
    }
    partitions = undefined;
    await sync();
  }

  return {
    async upsert(chunks: readonly IndexedChunk[]) {
      const rows = await arrowInSteps(chunks, schema);
      if (rows === undefined) return;
      await change(() => table.mergeInsert('id').whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(rows), rows.numRows);
    },

    deleteDocument: (documentId) => change(() => table.delete(`document_id = ${quoted(documentId)}`)),

    setLabel: (documentId, labelRank) =>
      change(() => table.update({ where: `document_id = ${quoted(documentId)}`, values: { label_rank: whole(labelRank) } })),

    async searchText(query, options) {
      const found = within(table.query().fullTextSearch(textQuery(query)), options).select(['id', '_score']).limit(options.limit);
      const rows = (await found.toArray()) as { id: string; _score: number }[];
      options.signal?.throwIfAborted();
      return inOrder(rows.map((row) => ({ chunkId: row.id, score: row._score })));
    },

    async searchVector(vector, options) {
      const nearest = within(table.query().nearestTo(vector).distanceType('cosine'), options).select(['id', '_distance']).limit(options.limit);
      const probed = await probes();
      const query = probed === null ? nearest : nearest.nprobes(probed).refineFactor(REFINE_FACTOR);
      const rows = (await query.toArray()) as { id: string; _distance: number }[];
      options.signal?.throwIfAborted();
      return inOrder(rows.map((row) => ({ chunkId: row.id, score: 1 - row._distance })));
    },

    async vectors(chunkIds) {
      if (chunkIds.length === 0) return new Map();
      const found = await table.query().where(`id IN (${chunkIds.map(quoted).join(', ')}) AND vector IS NOT NULL`).select(['id', 'vector']).toArrow();
      const [ids, vectors] = [found.getChild('id'), found.getChild('vector')];
      // Column by column: turning each number of each vector into an object of its own took most of a search.
      return new Map(Array.from({ length: found.numRows }, (_, n) => [String(ids?.get(n)), Float32Array.from(vectors?.get(n)?.toArray() as Float32Array)]));
    },

    async chunkCounts() {
      const counts = new Map<string, number>();
      for await (const batch of table.query().select(['document_id'])) {
        for (const id of batch.getChild('document_id') ?? []) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      return counts;
    },

    async chunkIds(documentId) {
      const rows = (await table.query().where(`document_id = ${quoted(documentId)}`).select(['id']).toArray()) as { id: string }[];
      return rows.map((row) => row.id).sort();
    },

    optimize: () => exclusively(upkeep),
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

/** Best first; equal scores by id, so that the same question gets the same order. */
function inOrder(hits: IndexHit[]): IndexHit[] {
  return hits.sort((a, b) => b.score - a.score || (a.chunkId < b.chunkId ? -1 : 1));
}

const partitionsFor = (rows: number): number => Math.max(1, Math.round(Math.sqrt(rows)));

/** Filters by label before ranking. Where every label is allowed there is nothing to filter, and searching is several times as fast. */
function within<Q extends { where(predicate: string): Q }>(query: Q, { maxLabelRank }: IndexQuery): Q {
  return maxLabelRank >= LABELS.length - 1 ? query : query.where(`label_rank <= ${whole(maxLabelRank)}`);
}

/** Predicates are text in LanceDB: only ids and whole numbers ever get into one. */
function quoted(id: string): string {
  if (!UUID.test(id)) throw new TypeError('not an id');
  return `'${id}'`;
}

function whole(value: number): number {
  if (!Number.isInteger(value)) throw new TypeError('not a whole number');
  return value;
}
