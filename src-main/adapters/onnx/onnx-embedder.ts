import { MillwrightError } from '#shared/contract/errors.ts';
import type { Embedder } from '#core/ports/embedder.ts';
import { type SupervisedWorker, WorkerLost, type Workers } from '#core/ports/workers.ts';
import type { CountResult, EmbedInput, EmbedResult, EmbeddingModelFiles } from './embedding-protocol.ts';
import { knowsLanguage } from './knows-language.ts';
import { readVocabulary } from './read-vocabulary.ts';

/** Texts per call: enough to sort by length, few enough to stop between calls. */
const CALL_TEXTS = 256;
export interface OnnxEmbedder {
  embedder: Embedder;
  /** Ends its process; the next text starts another. */
  stop(): void;
}

export interface OnnxEmbedderOptions {
  workers: Workers;
  threads: number;
  model: EmbeddingModelFiles;
  identity: string;
  /** After this long without a text its process ends; never where null. */
  idleMs: number | null;
}

/** An embedding model in a process of its own, which starts with the first text: whatever happens in it, other models go on. Throws `MODEL_INVALID` for a damaged tokenizer. */
export async function openOnnxEmbedder({ workers, threads, model, identity, idleMs }: OnnxEmbedderOptions): Promise<OnnxEmbedder> {
  const vocabulary = await readVocabulary(model.directory).catch((cause: unknown) => {
    throw new MillwrightError('MODEL_INVALID', `The tokenizer.json of the embedding model ${model.name} is damaged.`, { cause });
  });
  const worker = workers.supervise('embedding-worker');
  let idle: ReturnType<typeof setTimeout> | undefined;

  async function inLots<T>(method: 'embed' | 'count', texts: readonly string[], signal: AbortSignal, take: (result: T) => void): Promise<void> {
    clearTimeout(idle);
    try {
      for (let start = 0; start < texts.length; start += CALL_TEXTS) {
        take(await callTwice<T>(worker, method, { model, threads, texts: texts.slice(start, start + CALL_TEXTS) }, signal));
      }
    } finally {
      clearTimeout(idle);
      if (idleMs !== null) idle = setTimeout(() => worker.stop(), idleMs);
      idle?.unref?.();
    }
  }

  const embedder: Embedder = {
    name: model.name,
    identity,
    dimension: model.dimension,
    contextTokens: model.maxTokens,
    understands: (text) => vocabulary === null || knowsLanguage(text, vocabulary),
    countTokens: async (texts, signal = new AbortController().signal) => {
      const counts: number[] = [];
      await inLots<CountResult>('count', texts, signal, (result) => counts.push(...result.counts));
      return counts;
    },
    embed: async (texts, signal = new AbortController().signal) => {
      const vectors: Float32Array[] = [];
      await inLots<EmbedResult>('embed', texts, signal, (result) => vectors.push(...splitRows(result.vectors, model.dimension)));
      return vectors;
    },
  };
  return {
    embedder,
    stop() {
      clearTimeout(idle);
      worker.stop();
    },
  };
}

/** A request whose process was lost is repeated once: embedding has no effects. Throws `MODEL_UNAVAILABLE` after that. */
async function callTwice<T>(worker: SupervisedWorker, method: 'embed' | 'count', input: EmbedInput, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const step = await worker.call(method, input, signal).next();
      return step.value as T;
    } catch (error) {
      if (!(error instanceof WorkerLost)) throw error;
      if (attempt > 1) throw new MillwrightError('MODEL_UNAVAILABLE', 'The embedding model stopped. It restarts by itself; try again.', { cause: error, detail: error.message });
    }
  }
}

function splitRows(values: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width));
}
