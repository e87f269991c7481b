import type { Embedder } from './embedder.ts';

/** A GGUF model that embeds, as it is installed. */
export interface VectorModelFile {
  name: string;
  identity: string;
  modelPath: string;
  /** Checksum recorded at import (hex). */
  sha256: string;
  dimension: number;
  /** Tokens that the model was trained to see at once; null where it does not say. */
  contextTokens: number | null;
}

/** GGUF models that embed and judge, run by llama.cpp in a process apart from the language models'. */
export interface TextModels {
  /** A model that loads with its first text. */
  embedder(model: VectorModelFile): Embedder;
  /**
   * A score from 0 to 1 for each passage in their order. Throws `MODEL_INVALID` also where the file is not the one with this checksum any
   * more, `MODEL_UNAVAILABLE` where it does not load or its process ended, `CANCELLED`.
   */
  rank(model: { modelPath: string; sha256: string }, question: string, passages: readonly string[], signal: AbortSignal): Promise<Float32Array>;
  /** Lets go of files and memory. */
  unload(): void;
}
