import type { Embedder, Embedding } from '#core/ports/embedder.ts';
import type { Logger } from '#core/ports/logger.ts';

const TEXTS_AT_A_TIME = 32;
const PAUSES_MS = [500, 3_000];

export interface Embedded {
  vector: Float32Array | null;
  model: string | null;
}

interface Deps {
  embedding: Embedding;
  logger: Logger;
}

/**
 * Vectors of many texts, in batches. Text in a language the model does not know gets none. When the model fails for
 * good the rest goes without: keyword search still finds it, and the vectors are made up for later.
 */
export async function embedTexts(deps: Deps, texts: readonly string[], signal: AbortSignal, onProgress: (fraction: number) => void): Promise<Embedded[]> {
  const embedder = deps.embedding.current().embedder;
  const result: Embedded[] = texts.map(() => ({ vector: null, model: null }));
  if (embedder === null) return result;
  for (let at = 0; at < texts.length; at += TEXTS_AT_A_TIME) {
    const batch = texts.slice(at, at + TEXTS_AT_A_TIME);
    const vectors = await withPatience(() => understood(embedder, batch, signal), signal, deps.logger);
    if (vectors === null) return result;
    vectors.forEach((vector, n) => (result[at + n] = { vector, model: embedder.name }));
    onProgress(Math.min(1, (at + batch.length) / texts.length));
  }
  return result;
}

async function understood(embedder: Embedder, texts: readonly string[], signal: AbortSignal): Promise<(Float32Array | null)[]> {
  const known = texts.filter((text) => embedder.understands(text));
  const vectors = known.length === 0 ? [] : await embedder.embed(known, signal);
  let next = 0;
  return texts.map((text) => (embedder.understands(text) ? (vectors[next++] ?? null) : null));
}

/** The embedder's process restarts by itself: a failed batch is tried again before it counts. */
async function withPatience<T>(work: () => Promise<T>, signal: AbortSignal, logger: Logger): Promise<T | null> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      const pause = PAUSES_MS[attempt];
      logger.warn('embedding failed', { attempt, error: String(error) });
      if (pause === undefined) return null;
      await new Promise<void>((resolve) => setTimeout(resolve, pause));
    }
  }
}
