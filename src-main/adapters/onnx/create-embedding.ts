import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Embedder, EmbedderFiles, EmbedderState, Embedding } from '#core/ports/embedder.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { Workers } from '#core/ports/workers.ts';
import type { EmbeddingModelFiles } from './embedding-protocol.ts';
import { describeEmbeddingFolder, findEmbeddingModel } from './find-embedding-model.ts';
import { type OnnxEmbedder, openOnnxEmbedder } from './onnx-embedder.ts';

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

const KEYWORD_ONLY = 'Search works by keyword only.';

/**
 * The embedding model of this machine where no plant has chosen another. It loads with the first text; where its weights turn out to be
 * damaged there is no embedder from then on, with the reason.
 */
export async function createEmbedding(options: EmbeddingOptions): Promise<Embedding> {
  const bundled = await bundledFiles(options.bundledDirectory);
  const found = await findEmbeddingModel(options.installedDirectory, options.bundledDirectory);
  if ('problem' in found) return withoutModel(`${found.problem} ${KEYWORD_ONLY}`, bundled);
  const { model } = found;
  const opened = await openOnnxEmbedder({ workers: options.workers, threads: threadsOf(options), model, identity: model.name, idleMs: null }).catch((error: unknown) => error as MillwrightError);
  if (opened instanceof Error) return withoutModel(`${opened.message} ${KEYWORD_ONLY}`, bundled);
  let state: EmbedderState;
  const embedder = noticingDamage(opened, (error) => {
    options.logger.error('the embedding model cannot be used', { model: model.name, detail: error.detail });
    state = { embedder: null, reason: `${error.message} ${KEYWORD_ONLY}` };
  });
  state = { embedder, reason: null };
  return { files: await filesOf(model, model.directory === options.bundledDirectory), bundled, current: () => state, close: async () => opened.stop() };
}

function noticingDamage({ embedder }: OnnxEmbedder, damaged: (error: MillwrightError) => void): Embedder {
  return {
    ...embedder,
    embed: (texts, signal) =>
      embedder.embed(texts, signal).catch((error: unknown) => {
        if (error instanceof MillwrightError && error.code === 'MODEL_INVALID') damaged(error);
        throw error;
      }),
  };
}

export const threadsOf = ({ threads = Math.max(1, availableParallelism() - 1) }: Pick<EmbeddingOptions, 'threads'>): number => threads;

async function bundledFiles(directory: string): Promise<EmbedderFiles | null> {
  const found = await describeEmbeddingFolder(directory);
  return 'problem' in found ? null : filesOf(found.model, true);
}

export async function filesOf({ name, weights, dimension, maxTokens }: EmbeddingModelFiles, bundled: boolean): Promise<EmbedderFiles> {
  const { size } = await stat(weights);
  const filename = [name, 'onnx', basename(weights)].join('/');
  return { name, filename, weightsPath: weights, sizeBytes: size, dimension, contextTokens: maxTokens, bundled };
}

function withoutModel(reason: string, bundled: EmbedderFiles | null): Embedding {
  return { files: null, bundled, current: () => ({ embedder: null, reason }), close: async () => undefined };
}
