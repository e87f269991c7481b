import type { WeightsType } from './model-folder.ts';

/** A cross-encoder on disk and how to run it. */
export interface RerankModelFiles {
  name: string;
  directory: string;
  weights: string;
  /** What the weights must hash to; null for a trial. */
  sha256: string | null;
  dtype: WeightsType;
  /** Longest pair in tokens; the rest of a longer passage is left out. */
  maxTokens: number;
}

export interface RerankInput {
  model: RerankModelFiles;
  threads: number;
  question: string;
  passages: readonly string[];
}

/** One logit a passage, in their order. */
export interface RerankResult {
  scores: Float32Array;
}
