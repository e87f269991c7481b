import type { Embedder, EmbedderFiles } from './embedder.ts';

/** The embedding models that lie as folders in the models folder, each in a process of its own while it is used. */
export interface EmbeddingModels {
  /** The complete folders that hold one; those still growing are left out. */
  list(): Promise<EmbedderFiles[]>;
  /** Loads a model and lets it embed a few texts. Throws `MODEL_INVALID` with the reason in a sentence, `CANCELLED`. */
  inspect(weightsPath: string, signal: AbortSignal): Promise<{ dimension: number }>;
  /** A model that loads with its first text, if its weights still have this checksum. Throws `MODEL_INVALID`. */
  open(model: { weightsPath: string; identity: string; sha256: string | null }): Promise<Embedder>;
  /** Lets go of a model's files and memory; what was opened starts it anew with its next text. */
  release(weightsPath: string): void;
  close(): void;
}
