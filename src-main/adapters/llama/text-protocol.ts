import type { CheckedFile, MachineUse } from './inference-protocol.ts';

/** Texts for an encoder, which makes vectors of them or judges them. */
export interface EmbedTextsInput extends CheckedFile {
  use: MachineUse;
  texts: readonly string[];
}

/** Vectors of unit length in the order of the texts, one after the other. */
export interface EmbedTextsResult {
  vectors: Float32Array;
}

export interface RankTextsInput extends CheckedFile {
  use: MachineUse;
  question: string;
  passages: readonly string[];
}

/** From 0 to 1, in the order of the passages. */
export interface RankTextsResult {
  scores: Float32Array;
}
