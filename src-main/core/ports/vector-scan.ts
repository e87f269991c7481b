import type { IndexHit, IndexQuery } from './vector-index.ts';

export interface ScanRow {
  chunkId: string;
  documentId: string;
  labelRank: number;
  /** Unit length. */
  vector: Float32Array;
}

/** The vectors of one tenant, all compared with the question: exact, in memory, outside the core's thread. */
export interface TenantScan {
  /** Adds or replaces by chunk id. */
  put(rows: readonly ScanRow[]): Promise<void>;
  deleteDocument(documentId: string): Promise<void>;
  setLabel(documentId: string, labelRank: number): Promise<void>;
  /** The nearest by cosine among the rows the query lets through; filters apply before ranking. */
  search(vector: Float32Array, query: IndexQuery): Promise<IndexHit[]>;
  readonly rows: number;
}

export interface VectorScan {
  /** An empty scan for vectors of this length; one that the tenant had is dropped. */
  open(tenantId: string, dimension: number): Promise<TenantScan>;
  close(): Promise<void>;
}
