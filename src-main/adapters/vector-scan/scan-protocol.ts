import type { IndexHit, IndexQuery } from '#core/ports/vector-index.ts';
import type { ScanRows, ScanUsage } from '#core/ports/vector-scan.ts';

/** What the thread is asked for. A table is named by the number that opening it gave. */
export interface ScanCalls {
  open: { in: { tenantId: string; dimension: number; expectedRows: number }; out: number };
  put: { in: { table: number; rows: ScanRows }; out: void };
  deleteChunks: { in: { table: number; chunkIds: readonly string[] }; out: void };
  deleteDocument: { in: { table: number; documentId: string }; out: void };
  setLabel: { in: { table: number; documentId: string; labelRank: number }; out: void };
  search: { in: { table: number; vector: Float32Array; query: Omit<IndexQuery, 'signal'> }; out: IndexHit[] };
  vectors: { in: { table: number; chunkIds: readonly string[] }; out: Map<string, Float32Array> };
  usage: { in: { table: number }; out: ScanUsage };
  drop: { in: { table: number }; out: void };
}

export type ScanCallName = keyof ScanCalls;

export interface ScanRequest<Name extends ScanCallName = ScanCallName> {
  id: number;
  name: Name;
  input: ScanCalls[Name]['in'];
}

export type ScanReply =
  | { id: number; ok: true; output: unknown }
  /** `full`: no room. `input`: something in the call that is none. `gone`: the tenant's scan was dropped, or opened again, since. */
  | { id: number; ok: false; reason: 'full' | 'input' | 'gone'; message: string };

export interface ScanWorkerData {
  /** What all tables together may hold. */
  maxBytes: number;
}
