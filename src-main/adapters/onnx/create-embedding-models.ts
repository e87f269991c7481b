import { setTimeout as sleep } from 'node:timers/promises';
import { dirname } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { EmbedderFiles } from '#core/ports/embedder.ts';
import type { EmbeddingModels } from '#core/ports/embedding-models.ts';
import type { Workers } from '#core/ports/workers.ts';
import { filesOf, threadsOf } from './create-embedding.ts';
import { describeEmbeddingFolder } from './find-embedding-model.ts';
import { modelFolders } from './model-folder.ts';
import { type OnnxEmbedder, openOnnxEmbedder } from './onnx-embedder.ts';

/** A trial that takes longer than this would make taking in documents hopeless. */
const TRIAL_MS = 120_000;
/** A model that serves is asked with every search: only what is not used any more should go. */
const IDLE_MS = 60 * 60_000;
const TRIAL_TEXTS = ['The safety valve opens at 13.5 bar.', 'The galaxy rotates slowly.', ''];

export interface EmbeddingModelsOptions {
  workers: Workers;
  /** Folder with model folders of the admin's own. */
  directory: string;
  /** Threads for arithmetic; one less than the machine's, at least one, unless given. */
  threads?: number;
  /** Time in which a folder must not grow to count as complete. */
  settleMs?: number;
}

/** The embedding models in the models folder that ONNX Runtime runs, each in a process of its own while it is used. */
export function createEmbeddingModels(options: EmbeddingModelsOptions): EmbeddingModels {
  const { workers, directory, settleMs = 400 } = options;
  const running = new Map<string, Set<OnnxEmbedder>>();

  async function open(weightsPath: string, identity: string, sha256: string | null): Promise<OnnxEmbedder> {
    const found = await describeEmbeddingFolder(dirname(dirname(weightsPath)));
    if ('problem' in found) throw new MillwrightError('MODEL_INVALID', found.problem);
    return openOnnxEmbedder({ workers, threads: threadsOf(options), model: { ...found.model, weights: weightsPath, sha256 }, identity, idleMs: IDLE_MS });
  }

  async function describeFolders(): Promise<EmbedderFiles[]> {
    const found = await Promise.all((await modelFolders(directory)).map(describeEmbeddingFolder));
    return Promise.all(found.flatMap((each) => ('model' in each ? filesOf(each.model, false) : [])));
  }

  return {
    async list() {
      const first = await describeFolders();
      if (first.length === 0) return [];
      await sleep(settleMs);
      const now = new Map((await describeFolders()).map((files) => [files.filename, files.sizeBytes]));
      return first.filter(({ filename, sizeBytes }) => now.get(filename) === sizeBytes);
    },
    async inspect(weightsPath, signal) {
      const opened = await open(weightsPath, 'trial', null);
      const { name, dimension } = opened.embedder;
      const timeout = AbortSignal.timeout(TRIAL_MS);
      try {
        const vectors = await opened.embedder.embed(TRIAL_TEXTS, AbortSignal.any([signal, timeout]));
        if (vectors.flatMap((vector) => [...vector]).some((value) => !Number.isFinite(value))) throw new MillwrightError('MODEL_INVALID', `${name} gives vectors with numbers that are none: its weights are damaged.`);
        return { dimension };
      } catch (error) {
        if (timeout.aborted) throw new MillwrightError('MODEL_INVALID', `${name} took longer than ${TRIAL_MS / 60_000} minutes to embed three short texts.`);
        if (error instanceof MillwrightError && error.code === 'MODEL_UNAVAILABLE') throw new MillwrightError('MODEL_INVALID', `${name} cannot be loaded: ONNX Runtime stopped while reading its files.`, { cause: error });
        throw error;
      } finally {
        opened.stop();
      }
    },
    async open({ weightsPath, identity, sha256 }) {
      const opened = await open(weightsPath, identity, sha256);
      running.set(weightsPath, (running.get(weightsPath) ?? new Set()).add(opened));
      return opened.embedder;
    },
    release(weightsPath) {
      for (const opened of running.get(weightsPath) ?? []) opened.stop();
      running.delete(weightsPath);
    },
    close() {
      for (const each of running.values()) for (const opened of each) opened.stop();
      running.clear();
    },
  };
}
