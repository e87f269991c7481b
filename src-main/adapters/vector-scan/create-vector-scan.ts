import { totalmem } from 'node:os';
import { ScanLost, type TenantScan, type VectorScan } from '#core/ports/vector-scan.ts';
import { type ScanLink, startScanLink } from './scan-link.ts';

export interface VectorScanOptions {
  /** The worker's entry: `scan-worker.ts` in development and tests, its bundle in the product. */
  workerUrl: URL;
  /** What the vectors of all tenants together may take of memory; a quarter of the machine's unless told. */
  maxBytes?: number;
}

/** Vectors of all tenants in one thread, each tenant's in a memory of its own. A thread that ended is started anew by the next `open`. */
export function createVectorScan({ workerUrl, maxBytes = totalmem() / 4 }: VectorScanOptions): VectorScan {
  let link: ScanLink | null = null;
  let closed = false;

  function running(): ScanLink {
    if (closed) throw new ScanLost('the vector scan is closed');
    if (link === null || link.ended) link = startScanLink(workerUrl, { maxBytes });
    return link;
  }

  return {
    async open(tenantId, dimension, expectedRows) {
      const used = running();
      return tenantScan(used, await used.call('open', { tenantId, dimension, expectedRows }));
    },
    async close() {
      closed = true;
      await link?.end();
    },
  };
}

function tenantScan({ call }: ScanLink, table: number): TenantScan {
  return {
    // Copied first: to send part of a buffer is to send all of it.
    put(rows) {
      const vectors = rows.vectors.slice();
      return call('put', { table, rows: { ...rows, vectors } }, [vectors.buffer]);
    },
    deleteChunks: (chunkIds) => call('deleteChunks', { table, chunkIds }),
    deleteDocument: (documentId) => call('deleteDocument', { table, documentId }),
    setLabel: (documentId, labelRank) => call('setLabel', { table, documentId, labelRank }),
    search: (vector, { maxLabelRank, documents, limit }) => call('search', { table, vector: vector.slice(), query: { maxLabelRank, documents, limit } }),
    vectors: (chunkIds) => call('vectors', { table, chunkIds }),
    usage: () => call('usage', { table }),
    drop: () => call('drop', { table }),
  };
}
