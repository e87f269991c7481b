import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LiveModel } from '#core/ports/inference.ts';
import { describeLive } from './describe-live.ts';
import { createFileVerifier } from './file-verifier.ts';
import type { CheckedFile, MachineUse } from './inference-protocol.ts';
import { judgeMemory } from './judge-memory.ts';
import { type LoadedModel, loadModel } from './loaded-model.ts';
import { type OpenedLlama, openLlama, type WorkerLog } from './open-llama.ts';
import { readGguf } from './read-gguf.ts';
import { createTurns } from './turns.ts';

const DISPOSE_LIMIT_MS = 5_000;
const MOST_MODELS = 3;

/** A model that stays loaded until it is released. */
export interface BorrowedModel {
  loaded: LoadedModel;
  release(): void;
}

/** The models in memory. One is loaded at a time; those used longest ago make room. */
export interface ModelShelf {
  opened(use: MachineUse): Promise<OpenedLlama>;
  /**
   * The model, loaded if it isn't; its checksum is compared first. Progress runs once from 0 to 1, and only for a load. Where memory
   * is short it waits for the models in use.
   */
  borrow(file: CheckedFile, use: MachineUse, signal: AbortSignal, onProgress: (fraction: number) => void): Promise<BorrowedModel>;
  /** Frees a model that nobody uses. */
  unload(modelPath: string): Promise<void>;
  saveAll(): Promise<void>;
  /** Lets go of what is held of a conversation, or with a bare tenant id of all of a tenant's. */
  forget(cacheKey: string): Promise<void>;
  /** Paths of what is loaded, used longest ago first. */
  paths(): string[];
  /** What is loaded does now. */
  live(): LiveModel[];
}

interface Held {
  file: CheckedFile;
  loaded: LoadedModel;
  needsBytes: number;
  weightBytes: number;
  users: number;
}

export function createModelShelf(log: WorkerLog): ModelShelf {
  const verify = createFileVerifier();
  const inTurn = createTurns();
  /** Used longest ago first. */
  const held = new Map<string, Held>();
  let llama: Promise<OpenedLlama> | undefined;
  let onRelease: () => void = () => undefined;

  function open(use: MachineUse): Promise<OpenedLlama> {
    llama ??= openLlama(use, log).catch((error: unknown) => {
      llama = undefined;
      throw error;
    });
    return llama;
  }

  async function drop({ file, loaded }: Held): Promise<void> {
    held.delete(file.modelPath);
    log('info', `Unloaded ${basename(file.modelPath)}.`);
    const gone = await Promise.race([loaded.dispose().then(() => true), pause(DISPOSE_LIMIT_MS, false)]);
    // Native memory that cannot be given back is given back by ending the process; calls are repeated in the next one.
    if (!gone) process.exit(1);
  }

  function lend(entry: Held): BorrowedModel {
    entry.users += 1;
    held.delete(entry.file.modelPath);
    held.set(entry.file.modelPath, entry);
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      entry.users -= 1;
      onRelease();
    };
    return { loaded: entry.loaded, release };
  }

  const all = (): Held[] => [...held.values()];

  /** Drops what was used longest ago until the model fits; waits for one in use where that is all there is. */
  async function makeRoom(fits: () => Promise<boolean>): Promise<void> {
    while (held.size > 0 && (held.size >= MOST_MODELS || !(await fits()))) {
      const oldest = all().find(({ users }) => users === 0);
      if (oldest) await drop(oldest);
      else await new Promise<void>((resolve) => (onRelease = resolve));
    }
  }

  async function take(file: CheckedFile, use: MachineUse, onProgress: (fraction: number) => void): Promise<Held> {
    const stale = held.get(file.modelPath);
    if (stale) await makeRoom(async () => !held.has(file.modelPath));
    const opened = await open(use);
    const weightBytes = (await stat(file.modelPath)).size;
    const { insights } = await readGguf(file.modelPath, weightBytes, opened.llama);
    const { needsBytes } = await judgeMemory(insights, opened.llama, weightBytes, use.maxContextTokens);
    await makeRoom(async () => {
      const sum = (of: (entry: Held) => number): number => all().reduce((total, entry) => total + of(entry), 0);
      if (use.memoryBytes !== null) return sum((entry) => entry.needsBytes) + needsBytes <= use.memoryBytes;
      const { availableBytes } = await judgeMemory(insights, opened.llama, weightBytes, use.maxContextTokens);
      // Mapped weights count as free although they are in use.
      return needsBytes <= availableBytes - sum((entry) => entry.weightBytes);
    });
    const startedAt = performance.now();
    const loaded = await loadModel(opened, file, use, onProgress);
    log('info', `Loaded ${basename(file.modelPath)} in ${Math.round(performance.now() - startedAt)} ms: ${loaded.context.contextSize} tokens of context, ${loaded.seats.all.length} at once.`);
    return { file, loaded, needsBytes, weightBytes, users: 0 };
  }

  return {
    opened: open,
    borrow: async (file, use, signal, onProgress) => {
      await verify(file, signal, (fraction) => onProgress(fraction / 2));
      return inTurn(async () => {
        const here = held.get(file.modelPath);
        if (here?.file.sha256 === file.sha256) return lend(here);
        return lend(await take(file, use, (fraction) => onProgress(0.5 + fraction / 2)));
      });
    },
    unload: (modelPath) =>
      inTurn(async () => {
        const entry = held.get(modelPath);
        if (entry?.users === 0) await drop(entry);
      }),
    saveAll: async () => {
      await Promise.all(all().map(({ loaded }) => loaded.memory.saveAll()));
    },
    forget: async (cacheKey) => {
      await Promise.all(all().map(({ loaded }) => loaded.memory.forget(cacheKey)));
    },
    paths: () => [...held.keys()],
    live: () => all().map(({ file, loaded }) => describeLive(file.modelPath, loaded)),
  };
}
