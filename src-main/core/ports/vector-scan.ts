import type { IndexHit, IndexQuery } from './vector-index.ts';

/** Rows in columns, so that a thousand of them cross to another thread as a few values. */
export interface ScanRows {
  chunkIds: readonly string[];
  documentIds: readonly string[];
  labelRanks: readonly number[];
  /** One vector of unit length after the other. */
  vectors: Float32Array;
}

/** There are more vectors than may be held in memory. What was asked for did not happen; the rest stays as it was. */
export class ScanFull extends Error {
  override readonly name = 'ScanFull';
}

/** The scan's thread ended, and all it held is gone: open it again and put everything anew. */
export class ScanLost extends Error {
  override readonly name = 'ScanLost';
}

/** What a scan holds. */
export interface ScanUsage {
  rows: number;
  /** Memory held for these rows, in bytes. */
  bytes: number;
}

/**
 * The vectors of one tenant, all compared with the question: exact, in memory, outside the core's thread. Calls take
 * effect in the order they were made. Each rejects with {@link ScanLost} once the thread has ended, and with `TypeError` what is no
 * id, label rank or vector of the scan's dimension.
 */
export interface TenantScan {
  /** Adds or replaces by chunk id. Rejects with {@link ScanFull}. */
  put(rows: ScanRows): Promise<void>;
  deleteChunks(chunkIds: readonly string[]): Promise<void>;
  deleteDocument(documentId: string): Promise<void>;
  setLabel(documentId: string, labelRank: number): Promise<void>;
  /** The nearest by cosine among the rows the query lets through, best first, ties by id. */
  search(vector: Float32Array, query: Omit<IndexQuery, 'signal'>): Promise<IndexHit[]>;
  /** The vectors of these chunks, each number within 1/60,000 of the vector's greatest; chunks without one are left out. */
  vectors(chunkIds: readonly string[]): Promise<Map<string, Float32Array>>;
  usage(): Promise<ScanUsage>;
  /** Gives the memory back; every further call rejects with {@link ScanLost}. */
  drop(): Promise<void>;
}

/** The scans of all tenants. */
export interface VectorScan {
  /**
   * An empty scan for vectors of this length; one that the tenant had is dropped. Rejects with {@link ScanFull} where
   * `expectedRows` would not fit.
   */
  open(tenantId: string, dimension: number, expectedRows: number): Promise<TenantScan>;
  close(): Promise<void>;
}
