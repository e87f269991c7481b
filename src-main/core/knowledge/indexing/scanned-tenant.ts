import type { Logger } from '#core/ports/logger.ts';
import type { IndexedVector, TenantIndex } from '#core/ports/vector-index.ts';
import { ScanFull, type ScanRows, type TenantScan, type VectorScan } from '#core/ports/vector-scan.ts';

const LONGEST_PAUSE_MS = 60_000;

export interface ScannedTenantOptions {
  inner: TenantIndex;
  scan: VectorScan;
  tenantId: string;
  dimension: number;
  logger: Logger;
  reloadPauseMs: number;
}

export interface ScannedTenant {
  index: TenantIndex;
  /** Starts reading the stored vectors into the scan. */
  load(): void;
  /** Stops loading and gives the memory back, for good. */
  close(): Promise<void>;
}

type Change = (scan: TenantScan) => Promise<void>;

/**
 * One tenant's index and the scan of its vectors. A change is made in the index first, then in the scan. Those made while the
 * scan is being loaded wait for its end and are then made in their order: some are in what was read already, and making
 * a change twice, with all that followed it, does no harm.
 */
export function createScannedTenant(options: ScannedTenantOptions): ScannedTenant {
  const { inner, scan, tenantId, dimension, logger, reloadPauseMs } = options;
  /** The scan once it holds everything. */
  let live: TenantScan | null = null;
  let opened: TenantScan | null = null;
  let loading: Promise<void> | null = null;
  let waiting: Change[] = [];
  let tail: Promise<unknown> = Promise.resolve();
  let pauseMs = reloadPauseMs;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  function load(): void {
    if (closed || loading !== null) return;
    waiting = [];
    loading = fill().catch(failed).finally(() => (loading = null));
  }

  async function fill(): Promise<void> {
    const started = Date.now();
    const stored = await inner.storedVectors();
    const next = await scan.open(tenantId, dimension, stored.count);
    opened = next;
    for await (const rows of stored.batches) {
      if (closed) return;
      await next.put(rows);
    }
    for (let change = waiting.shift(); change !== undefined; change = waiting.shift()) await change(next);
    live = next;
    pauseMs = reloadPauseMs;
    const { rows, bytes } = await next.usage();
    logger.info('search vectors are in memory', { tenantId, rows, bytes, ms: Date.now() - started });
  }

  function failed(error: unknown): void {
    live = null;
    if (closed) return;
    if (error instanceof ScanFull) {
      logger.warn('search vectors do not fit in memory and are searched on disk', { tenantId, detail: error.message });
      void opened?.drop().catch(() => undefined);
      return;
    }
    logger.warn('search vectors will be loaded again', { tenantId, error: String(error), pauseMs });
    clearTimeout(timer);
    timer = setTimeout(load, pauseMs);
    timer.unref?.();
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }

  /** Told by everyone who was using the scan; only the first counts. */
  function lost(used: TenantScan, error: unknown): void {
    if (live === used) failed(error);
  }

  function change(inIndex: () => Promise<void>, inScan: Change): Promise<void> {
    const step = tail.then(async () => {
      await inIndex();
      const used = live;
      if (used !== null) await inScan(used).catch((error: unknown) => lost(used, error));
      else if (loading !== null) waiting.push(inScan);
    });
    tail = step.catch(() => undefined);
    return step;
  }

  /** From the scan if it is there and answers, else from the index. */
  async function eitherWay<T>(fromScan: (scan: TenantScan) => Promise<T>, fromIndex: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const used = live;
    if (used === null) return fromIndex();
    try {
      const result = await fromScan(used);
      signal?.throwIfAborted();
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof TypeError) throw error;
      lost(used, error);
      return fromIndex();
    }
  }

  const index: TenantIndex = {
    ...inner,
    putVectors: (chunks) => change(() => inner.putVectors(chunks), (scan) => putInScan(scan, chunks, dimension)),
    deleteDocument: (documentId) => change(() => inner.deleteDocument(documentId), (scan) => scan.deleteDocument(documentId)),
    setLabel: (documentId, labelRank) => change(() => inner.setLabel(documentId, labelRank), (scan) => scan.setLabel(documentId, labelRank)),
    searchVector: (vector, query) => eitherWay((scan) => scan.search(vector, query), () => inner.searchVector(vector, query), query.signal),
    vectors: (chunkIds) => eitherWay((scan) => scan.vectors(chunkIds), () => inner.vectors(chunkIds)),
  };

  return {
    index,
    load,
    async close() {
      closed = true;
      clearTimeout(timer);
      live = null;
      await Promise.all([loading, tail]);
      await opened?.drop().catch(() => undefined);
    },
  };
}

/** A chunk that has no vector any more leaves the scan. */
async function putInScan(scan: TenantScan, chunks: readonly IndexedVector[], dimension: number): Promise<void> {
  const rows = chunks.filter((chunk): chunk is IndexedVector & { vector: Float32Array } => chunk.vector !== null);
  if (rows.length < chunks.length) await scan.deleteChunks(chunks.filter(({ vector }) => vector === null).map(({ chunkId }) => chunkId));
  if (rows.length > 0) await scan.put(inColumns(rows, dimension));
}

function inColumns(rows: readonly (IndexedVector & { vector: Float32Array })[], dimension: number): ScanRows {
  const vectors = new Float32Array(rows.length * dimension);
  for (const [n, { vector }] of rows.entries()) vectors.set(vector, n * dimension);
  return {
    chunkIds: rows.map(({ chunkId }) => chunkId),
    documentIds: rows.map(({ documentId }) => documentId),
    labelRanks: rows.map(({ labelRank }) => labelRank),
    vectors,
  };
}
