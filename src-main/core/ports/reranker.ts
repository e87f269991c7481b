/** What a reranker made of some passages. */
export type Reranking =
  /** Scores of the first passages, 0..1: as many as were judged. */
  | { model: string; reason: null; scores: readonly number[] }
  /** No model ranked: `reason` says why in a sentence, null where none is installed. */
  | { model: null; reason: string | null; scores: null };

/** Puts passages into a better order than features can, where a model for it is installed. */
export interface Reranker {
  /** Never rejects but with `CANCELLED`, and takes no longer than its time budget: the order that is there then stands. */
  rank(tenantId: string, question: string, passages: readonly string[], signal: AbortSignal): Promise<Reranking>;
  /** Which model ranks in a plant; null and the reason where one should and cannot. */
  mode(tenantId: string): Promise<{ model: string | null; reason: string | null }>;
}
