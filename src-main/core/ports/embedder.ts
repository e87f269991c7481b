/** Turns text into vectors. */
export interface Embedder {
  readonly name: string;
  /** Numbers per vector. */
  readonly dimension: number;
  /** Unit-length vectors in the order of `texts`. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  /** Whether vectors of this text mean anything: false for a language the model does not know. */
  understands(text: string): boolean;
}

export interface EmbedderState {
  embedder: Embedder | null;
  /** Why there is none, in a sentence. */
  reason: string | null;
}

/** The installed embedding model, if any. */
export interface Embedding {
  current(): EmbedderState;
  close(): Promise<void>;
}
