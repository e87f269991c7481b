import { MillwrightError } from '#shared/contract/errors.ts';
import { modelTask } from '#shared/contract/models.ts';
import type { CrossEncoder } from '#core/ports/cross-encoder.ts';
import type { Database } from '#core/ports/database.ts';
import type { Inference } from '#core/ports/inference.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { ModelFiles } from '#core/ports/model-files.ts';
import type { EmbeddingModels } from '#core/ports/embedding-models.ts';
import { type ModelRow, markEmbedderReady, markReady, markRefused, markRerankerReady } from './model-rows.ts';

export type InstallStage = 'checksum' | 'inspecting' | 'trial-load';
export type OnStage = (stage: InstallStage, progress: number) => void;

/** Turns a file that is there into a model that can be used, or a refusal with its reason. One file at a time. */
export interface Installer {
  /** Resolves when the row says `ready`. Throws `MODEL_INVALID` when it says `refused`, `CANCELLED` when it was stopped. */
  install(row: ModelRow, signal: AbortSignal, onStage: OnStage): Promise<void>;
  /** Stops checking a file that is to be removed. */
  stop(rowId: string): void;
}

interface Running {
  done: Promise<void>;
  listeners: Set<OnStage>;
  stop: AbortController;
}

export interface InstallerDeps {
  database: Database;
  modelFiles: ModelFiles;
  inference: Inference;
  crossEncoder: CrossEncoder;
  embeddingModels: EmbeddingModels;
  logger: Logger;
}

export function createInstaller(deps: InstallerDeps): Installer {
  const running = new Map<string, Running>();
  let last: Promise<unknown> = Promise.resolve();

  function begin(row: ModelRow, signal: AbortSignal): Running {
    const stop = new AbortController();
    const listeners = new Set<OnStage>();
    const tell: OnStage = (stage, progress) => listeners.forEach((listener) => listener(stage, progress));
    const done = last.then(() => check(deps, row, AbortSignal.any([signal, stop.signal]), tell)).finally(() => running.delete(row.id));
    last = done.catch(() => undefined);
    const entry = { done, listeners, stop };
    running.set(row.id, entry);
    return entry;
  }

  return {
    install: async (row, signal, onStage) => {
      const entry = running.get(row.id) ?? begin(row, signal);
      entry.listeners.add(onStage);
      await entry.done;
    },
    stop: (rowId) => running.get(rowId)?.stop.abort(),
  };
}

async function check(deps: InstallerDeps, row: ModelRow, signal: AbortSignal, tell: OnStage): Promise<void> {
  if (signal.aborted) throw new MillwrightError('CANCELLED');
  const { database, logger } = deps;
  try {
    await installerOf(row)(deps, row, signal, tell);
  } catch (error) {
    if (signal.aborted) throw new MillwrightError('CANCELLED');
    const refusal = asRefusal(error);
    logger.warn('a model file was refused', { filename: row.filename, reason: refusal.message, detail: refusal.detail });
    await database.withSystem((tx) => markRefused(tx, row, refusal.message));
    throw refusal;
  }
}

function installerOf(row: ModelRow): typeof installGguf {
  if (row.format === 'gguf') return installGguf;
  return modelTask(row) === 'rerank' ? installReranker : installEmbedder;
}

async function installGguf({ database, modelFiles, inference }: InstallerDeps, row: ModelRow, signal: AbortSignal, tell: OnStage): Promise<void> {
  const sha256 = await modelFiles.sha256(row.path, signal, (progress) => tell('checksum', progress));
  const inspection = await inference.inspect(row.path, signal, tell);
  await database.withSystem((tx) => markReady(tx, row, sha256, inspection));
}

async function installReranker({ database, modelFiles, crossEncoder }: InstallerDeps, row: ModelRow, signal: AbortSignal, tell: OnStage): Promise<void> {
  tell('trial-load', 0);
  await crossEncoder.inspect(row.path, signal);
  tell('trial-load', 1);
  const sha256 = await modelFiles.sha256(row.path, signal, (progress) => tell('checksum', progress));
  await database.withSystem((tx) => markRerankerReady(tx, row, sha256));
}

async function installEmbedder({ database, modelFiles, embeddingModels }: InstallerDeps, row: ModelRow, signal: AbortSignal, tell: OnStage): Promise<void> {
  tell('trial-load', 0);
  const { dimension } = await embeddingModels.inspect(row.path, signal);
  tell('trial-load', 1);
  const sha256 = await modelFiles.sha256(row.path, signal, (progress) => tell('checksum', progress));
  await database.withSystem((tx) => markEmbedderReady(tx, row, sha256, dimension));
}

function asRefusal(error: unknown): MillwrightError {
  if (error instanceof MillwrightError) return error;
  return new MillwrightError('MODEL_INVALID', 'The file cannot be read.', { cause: error, detail: String(error) });
}
