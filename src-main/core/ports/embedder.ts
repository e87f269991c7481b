/** Turns text into vectors. */
export interface Embedder {
  readonly name: string;
  /** Tells its vectors from those of any other model, also one of the same name. */
  readonly identity: string;
  /** Numbers per vector. */
  readonly dimension: number;
  /** Tokens of a text that are read, where that is known; the rest is left out. */
  readonly contextTokens?: number;
  /** Unit-length vectors in the order of `texts`. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  /** Tokens of each text, also of those that are longer than the model reads. */
  countTokens(texts: readonly string[], signal?: AbortSignal): Promise<number[]>;
  /** Whether vectors of this text mean anything: false for a language the model does not know. */
  understands(text: string): boolean;
}

/** An embedding model that can be used now, or why there is none. */
export interface EmbedderState {
  embedder: Embedder | null;
  /** Why there is none, in a sentence. */
  reason: string | null;
}

/** Where an embedding model lies, for the list of installed models and its checksum. */
export interface EmbedderFiles {
  name: string;
  /** Path below the folder of models, as it is shown. */
  filename: string;
  weightsPath: string;
  sizeBytes: number;
  /** Numbers per vector. */
  dimension: number;
  /** Tokens of a text that are read; the rest is left out. */
  contextTokens: number;
  bundled: boolean;
}

/** The embedding model of this machine where no plant has chosen another, if any. */
export interface Embedding {
  /** Its files as they were found at the start; null or absent where there is none. */
  readonly files?: EmbedderFiles | null;
  /** Those of the model that is shipped with Millwright. */
  readonly bundled?: EmbedderFiles | null;
  current(): EmbedderState;
  close(): Promise<void>;
}

/** Which embedding model a plant uses. */
export interface EmbedderChoice {
  /** The model that a plant's vectors should be of: the one chosen for it, else the one that made them, else the one that goes before all others here. */
  wanted(tenantId: string, serving: string | null): Promise<EmbedderState>;
  /** The model with this identity; none where it is not here any more (without a reason) or cannot be used. */
  of(identity: string): Promise<EmbedderState>;
}

/** Where there is one embedding model at most, every plant uses it. */
export function oneForAll(embedding: Pick<Embedding, 'current'>): EmbedderChoice {
  return {
    wanted: async () => embedding.current(),
    async of(identity) {
      const { embedder, reason } = embedding.current();
      return { embedder: embedder?.identity === identity ? embedder : null, reason };
    },
  };
}
