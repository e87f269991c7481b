import { setTimeout as pause } from 'node:timers/promises';
import { createFileVerifier } from './file-verifier.ts';
import type { CheckedFile, MachineUse } from './inference-protocol.ts';
import { type LoadedModel, loadModel } from './loaded-model.ts';
import { type OpenedLlama, openLlama } from './open-llama.ts';

const DISPOSE_LIMIT_MS = 5_000;

/** The place for one model at a time. */
export interface ModelSlot {
  opened(use: MachineUse): Promise<OpenedLlama>;
  /** The model, loaded if it isn't; its checksum is compared first. Progress runs once from 0 to 1. */
  load(file: CheckedFile, use: MachineUse, signal: AbortSignal, onProgress: (fraction: number) => void): Promise<LoadedModel>;
}

export function createModelSlot(): ModelSlot {
  const verify = createFileVerifier();
  let llama: Promise<OpenedLlama> | undefined;
  let held: { path: string; sha256: string; loaded: LoadedModel } | undefined;

  function open(use: MachineUse): Promise<OpenedLlama> {
    llama ??= openLlama(use).catch((error: unknown) => {
      llama = undefined;
      throw error;
    });
    return llama;
  }

  async function empty(): Promise<void> {
    const old = held;
    held = undefined;
    if (!old) return;
    const gone = await Promise.race([old.loaded.dispose().then(() => true), pause(DISPOSE_LIMIT_MS, false)]);
    // Native memory that cannot be given back is given back by ending the process; the call is repeated in the next one.
    if (!gone) process.exit(1);
  }

  async function swap(file: CheckedFile, use: MachineUse, onProgress: (fraction: number) => void): Promise<LoadedModel> {
    await empty();
    const loaded = await loadModel(await open(use), file.modelPath, use.maxContextTokens, onProgress);
    held = { path: file.modelPath, sha256: file.sha256, loaded };
    return loaded;
  }

  return {
    opened: open,
    load: async (file, use, signal, onProgress) => {
      await verify(file, signal, (fraction) => onProgress(fraction / 2));
      if (held && held.path === file.modelPath && held.sha256 === file.sha256) return held.loaded;
      return swap(file, use, (fraction) => onProgress(0.5 + fraction / 2));
    },
  };
}
