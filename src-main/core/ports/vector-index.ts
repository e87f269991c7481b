import type { ScanRows } from './vector-scan.ts';

interface IndexedRow {
  chunkId: string;
  documentId: string;
  /** Sensitivity, as the position in the contract's `LABELS`, so that "at most" is a comparison. */
  labelRank: number;
}

/** A chunk as full-text search holds it. Text comes back from the database under the caller's rights, never from here. */
export interface IndexedText extends IndexedRow {
  /** What full-text search looks in: title, heading path and text. */
  text: string;
}

/** A chunk as vector search holds it. */
export interface IndexedVector extends IndexedRow {
  /** Unit length, as many numbers as the index's dimension; null where the chunk has none, or none any more. */
  vector: Float32Array | null;
}

/** A chunk that was found. */
export interface IndexHit {
  chunkId: string;
  /** BM25 for text hits, cosine (-1..1) for vector hits. */
  score: number;
}

/** What may be found, and how much of it. */
export interface IndexQuery {
  /** Only chunks with at most this label rank are ranked at all. */
  maxLabelRank: number;
  /** Narrows to, or leaves out, the chunks of some documents, before ranking. */
  documents?: { only: readonly string[] } | { without: readonly string[] };
  /** For text searches: words that may stand for words of the query, at less weight. */
  also?: string;
  limit: number;
  signal?: AbortSignal;
}

/** The vectors of an index, to be read once. */
export interface StoredVectors {
  /** How many there are. */
  count: number;
  /** All as they were when reading began, a few thousand at a time. */
  batches: AsyncIterable<ScanRows>;
}

/** How much of a document an index holds. */
export interface IndexedCounts {
  chunks: number;
  vectors: number;
}

/** One tenant's search index: a cache of what the database holds, rebuilt from it whenever they differ. One writer. */
export interface TenantIndex {
  /** Adds or replaces texts by chunk id, and returns only when the files are on disk. Vectors stay as they are. */
  putText(chunks: readonly IndexedText[]): Promise<void>;
  /** Adds, replaces or removes vectors by chunk id, and returns only when the files are on disk. Texts stay as they are. */
  putVectors(chunks: readonly IndexedVector[]): Promise<void>;
  deleteDocument(documentId: string): Promise<void>;
  setLabel(documentId: string, labelRank: number): Promise<void>;
  searchText(query: string, options: IndexQuery): Promise<IndexHit[]>;
  searchVector(vector: Float32Array, options: IndexQuery): Promise<IndexHit[]>;
  /** Stored vectors of these chunks, for scoring candidates that only the text search found. */
  vectors(chunkIds: readonly string[]): Promise<Map<string, Float32Array>>;
  /** Every stored vector, to hold them elsewhere too. */
  storedVectors(): Promise<StoredVectors>;
  /** Texts and vectors a document, to compare with the database. */
  counts(): Promise<Map<string, IndexedCounts>>;
  chunkIds(documentId: string): Promise<string[]>;
  /** Bounded upkeep: compaction, index refresh, old versions removed. */
  optimize(): Promise<void>;
}

/** Vectors that are being laid beside those that serve, until they take their place by `open` with their table. Nobody searches in them. */
export interface VectorsBeside {
  /** Adds or replaces vectors by chunk id. */
  put(chunks: readonly IndexedVector[]): Promise<void>;
  deleteDocuments(documentIds: readonly string[]): Promise<void>;
  /** Makes what is there quick to search and durable. */
  finish(): Promise<void>;
  /** Lets go of the files. */
  close(): Promise<void>;
}

/** The search indexes of all tenants on this machine. */
export interface VectorIndex {
  /**
   * Opens (or makes) a tenant's index; `dimension` is the embedder's, `table` which of the tables of vectors, 0 unless told. Vectors of
   * another dimension are dropped; text stays. With another table than before, what was opened before goes on with the old vectors.
   */
  open(tenantId: string, dimension: number, table?: number): Promise<TenantIndex>;
  /** Begins an empty table of vectors beside the one that is open. */
  beside(tenantId: string, dimension: number, table: number): Promise<VectorsBeside>;
  /** Removes every table of vectors but this one. */
  keepOnly(tenantId: string, table: number): Promise<void>;
  /** Closes a tenant's index and gives back what it holds; the next `open` opens it again. Nobody may be using it. */
  release(tenantId: string): Promise<void>;
  /** What had to be repaired while opening, for the log and the health page. */
  readonly repairs: readonly string[];
  close(): Promise<void>;
}
