import type { Passage, Standing } from '#shared/contract/passages.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { ChatTurn } from '#core/ports/inference.ts';
import type { Manner, WrittenTokens } from '#core/ports/manner.ts';
import type { Wording } from '#core/prompts/index.ts';

/** A passage as it stood before a question: neighbours may have been put together in it. */
export type ShownPassage = Pick<Passage, 'chunkId' | 'page' | 'section' | 'text' | 'span'> & { n: number; standing: Standing };

/** All that a model was sent for an answer, and which model. Stays in the core. */
export interface MadeFrom {
  modelId: string;
  /** Null for a model on another machine. */
  modelSha256: string | null;
  system: string;
  history: readonly ChatTurn[];
  prompt: string;
  maxTokens: number;
  /** Versions of the wording that `system` was made of; absent, as what follows, on answers older than that. */
  prompts?: Wording['versions'];
  /** The passages of the prompt, under the numbers that the model knows them by. */
  shown?: readonly ShownPassage[];
  /** Numbers of passages of earlier turns that the prompt pointed to. */
  again?: readonly number[];
  /** The answer with the model's own numbers; absent where any of it was covered or withheld. */
  written?: string;
  /** The same before personal data was put back into it, where that is another text. */
  raw?: string;
  /** How it was drawn, and on what device; absent on answers older than that. */
  temperature?: number;
  seed?: number | null;
  device?: string | null;
  /** SHA-256 over the JSON of temperature, seed and most tokens. */
  samplingSha256?: string;
  /** How it was computed, and the tokens of `raw` (else of `written`); absent for a model on another machine. */
  manner?: Manner;
  tokens?: WrittenTokens;
  /** SHA-256 over the JSON of system, history and prompt. */
  promptSha256: string;
}

/** What tells whether how an answer was drawn is still what it was. */
export function samplingHash(crypto: Pick<Crypto, 'sha256'>, { temperature, seed, maxTokens }: { temperature: number; seed: number | null; maxTokens: number }): string {
  return crypto.sha256(JSON.stringify([temperature, seed, maxTokens]));
}
