import type { WeightsType } from './model-folder.ts';

/** An embedding model on disk and how to run it. */
export interface EmbeddingModelFiles {
  /** Folder name, which is the model's name. */
  name: string;
  /** Folder with `config.json`, `tokenizer.json` and `onnx/`. */
  directory: string;
  /** Weights file inside `onnx/`. */
  weights: string;
  /** What the weights must hash to; null for a trial, and for the model that is part of the program. */
  sha256: string | null;
  dtype: WeightsType;
  dimension: number;
  /** Longest input in tokens; the rest of a longer text is left out. */
  maxTokens: number;
}

export interface EmbedInput {
  model: EmbeddingModelFiles;
  threads: number;
  texts: readonly string[];
}

/** Vectors of all texts in their order, one after the other. */
export interface EmbedResult {
  vectors: Float32Array;
}

/** Tokens of each text in their order. */
export interface CountResult {
  counts: number[];
}
