import { MillwrightError } from '#shared/contract/errors.ts';
import type { ChatGate } from '#core/knowledge/ingestion/chat-gate.ts';
import type { EmbeddingCache } from '#core/models/index.ts';
import type { Embedder } from '#core/ports/embedder.ts';
import type { Logger } from '#core/ports/logger.ts';

/** Texts of one call, of about the same length: a call is as slow as its longest text. */
const TEXTS_AT_A_TIME = 48;
const PAUSES_MS = [500, 3_000];

export interface EmbedTextsDeps {
  gate: ChatGate;
  logger: Logger;
  embeddingCache: EmbeddingCache;
}

/** The model gave no vectors, asked several times. Keyword search still finds the text, and the vectors are made up for later. */
export class EmbeddingFailed extends Error {
  override readonly name = 'EmbeddingFailed';
}

/**
 * Vectors of many texts in their order, null for text in a language the model does not know. Identical texts are asked
 * for once, and those of like length together. Throws {@link EmbeddingFailed} with the reason as a sentence.
 */
export async function embedTexts(deps: EmbedTextsDeps, tenantId: string, embedder: Embedder, texts: readonly string[], signal: AbortSignal): Promise<(Float32Array | null)[]> {
  const vectors = new Map<string, Float32Array>();
  const known = [...new Set(texts)].filter((text) => embedder.understands(text)).sort((a, b) => a.length - b.length);
  for (let at = 0; at < known.length; at += TEXTS_AT_A_TIME) {
    await deps.gate.pass(signal);
    const batch = known.slice(at, at + TEXTS_AT_A_TIME);
    const made = await withPatience(() => deps.embeddingCache.embed(tenantId, embedder, batch, signal), signal, deps.logger);
    batch.forEach((text, n) => {
      const vector = made[n];
      if (vector !== undefined) vectors.set(text, vector);
    });
  }
  return texts.map((text) => vectors.get(text) ?? null);
}

/** The embedder's process restarts by itself: a failed batch is tried again before it counts. */
async function withPatience<T>(work: () => Promise<T>, signal: AbortSignal, logger: Logger): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      const pause = PAUSES_MS[attempt];
      logger.warn('embedding failed', { attempt, error: String(error) });
      if (pause === undefined || isDamaged(error)) throw new EmbeddingFailed(error instanceof MillwrightError ? error.message : 'The embedding model failed.', { cause: error });
      await new Promise<void>((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Asking again does not help. */
const isDamaged = (error: unknown): boolean => error instanceof MillwrightError && error.code === 'MODEL_INVALID';
