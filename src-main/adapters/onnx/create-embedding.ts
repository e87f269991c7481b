import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Embedder, EmbedderFiles, EmbedderState, Embedding } from '#core/ports/embedder.ts';
import type { Logger } from '#core/ports/logger.ts';
import { type SupervisedWorker, WorkerLost, type Workers } from '#core/ports/workers.ts';
import type { CountResult, EmbedInput, EmbedResult, EmbeddingModelFiles } from './embedding-protocol.ts';
import { findEmbeddingModel } from './find-embedding-model.ts';
import { knowsLanguage } from './knows-language.ts';
import { readVocabulary } from './read-vocabulary.ts';

/** Texts per call: enough to sort by length, few enough to stop between calls. */
const CALL_TEXTS = 256;

export interface EmbeddingOptions {
  workers: Workers;
  /** Folder with model folders of the admin's own, which go before the bundled one; null for none. */
  installedDirectory: string | null;
  /** Folder of the bundled model: `models/millwright-embed-small`. */
  bundledDirectory: string;
  logger: Logger;
  /** Threads for arithmetic; one less than the machine's, at least one, unless given. */
  threads?: number;
}

/**
 * The installed embedding model, run by ONNX Runtime in the embedding worker. The model loads with the first text; where its
 * weights turn out to be damaged there is no embedder from then on, with the reason.
 */
export async function createEmbedding(options: EmbeddingOptions): Promise<Embedding> {
  const found = await findEmbeddingModel(options.installedDirectory, options.bundledDirectory);
  if ('problem' in found) return withoutModel(found.problem);
  const { model } = found;
  const vocabulary = await readVocabulary(model.directory).catch(() => undefined);
  if (vocabulary === undefined) return withoutModel(`The tokenizer.json of the embedding model ${model.name} is damaged. Search works by keyword only.`);

  const worker = options.workers.supervise('embedding-worker');
  const threads = options.threads ?? Math.max(1, availableParallelism() - 1);
  let state: EmbedderState;
  const embedder: Embedder = {
    name: model.name,
    identity: model.name,
    dimension: model.dimension,
    understands: (text) => vocabulary === null || knowsLanguage(text, vocabulary),
    countTokens: async (texts, signal = new AbortController().signal) => {
      const counts: number[] = [];
      for (let start = 0; start < texts.length; start += CALL_TEXTS) {
        counts.push(...(await callTwice<CountResult>(worker, 'count', { model, threads, texts: texts.slice(start, start + CALL_TEXTS) }, signal)).counts);
      }
      return counts;
    },
    embed: async (texts, signal = new AbortController().signal) => {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += CALL_TEXTS) {
        const result = await callTwice<EmbedResult>(worker, 'embed', { model, threads, texts: texts.slice(start, start + CALL_TEXTS) }, signal).catch((error: unknown) => {
          if (error instanceof MillwrightError && error.code === 'MODEL_INVALID') {
            options.logger.error('the embedding model cannot be used', { model: model.name, detail: error.detail });
            state = { embedder: null, reason: error.message };
          }
          throw error;
        });
        vectors.push(...splitRows(result.vectors, model.dimension));
      }
      return vectors;
    },
  };
  state = { embedder, reason: null };
  return { files: await filesOf(model, options), current: () => state, close: async () => worker.stop() };
}

async function filesOf({ name, weights, directory, maxTokens }: EmbeddingModelFiles, { bundledDirectory }: EmbeddingOptions): Promise<EmbedderFiles> {
  const { size } = await stat(weights);
  const filename = [name, 'onnx', basename(weights)].join('/');
  return { name, filename, weightsPath: weights, sizeBytes: size, contextTokens: maxTokens, bundled: directory === bundledDirectory };
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

function withoutModel(reason: string): Embedding {
  return { files: null, current: () => ({ embedder: null, reason }), close: async () => undefined };
}
