import type { ChatTurn } from '#core/ports/inference.ts';
import type { Wording } from '#core/prompts/index.ts';

/** All that a model was sent for an answer, and which model. Stays in the core. */
export interface MadeFrom {
  modelId: string;
  /** Null for a model on another machine. */
  modelSha256: string | null;
  system: string;
  history: readonly ChatTurn[];
  prompt: string;
  maxTokens: number;
  /** Versions of the wording that `system` was made of; absent on answers older than that. */
  prompts?: Wording['versions'];
  /** SHA-256 over the JSON of system, history and prompt. */
  promptSha256: string;
}
