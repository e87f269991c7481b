import type { ChatTurn } from '#core/ports/inference.ts';

/** All that a model was sent for an answer, and which model. Stays in the core. */
export interface MadeFrom {
  modelId: string;
  /** Null for a model on another machine. */
  modelSha256: string | null;
  system: string;
  history: readonly ChatTurn[];
  prompt: string;
  maxTokens: number;
  /** SHA-256 over the JSON of system, history and prompt. */
  promptSha256: string;
}
