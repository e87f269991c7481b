import type { LlamaContext, LlamaModel } from 'node-llama-cpp';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { CheckedFile, MachineUse } from './inference-protocol.ts';
import type { OpenedLlama } from './open-llama.ts';
import { planContext } from './plan-context.ts';
import { createSeatMemory, type SeatMemory } from './seat-memory.ts';
import { createSeats, type Seats } from './seats.ts';
import { createStateFiles, type StateFiles } from './state-files.ts';

/** A model in memory with the one context whose seats its conversations take. */
export interface LoadedModel {
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly seats: Seats;
  readonly memory: SeatMemory;
  dispose(): Promise<void>;
}

/** Loads a model and its context, as large as model, memory and the given limits allow. Throws `MODEL_UNAVAILABLE`. */
export async function loadModel(opened: OpenedLlama, file: CheckedFile, use: MachineUse, onProgress: (fraction: number) => void): Promise<LoadedModel> {
  try {
    const model = await opened.llama.loadModel({ modelPath: file.modelPath, onLoadProgress: onProgress });
    const context = await model.createContext(await planContext(model, opened.llama, { contextTokens: use.maxContextTokens, seats: use.maxSeats }));
    return assemble(model, context, statesOf(opened, file, use, context), use.saveAfterMs);
  } catch (cause) {
    throw new MillwrightError('MODEL_UNAVAILABLE', 'The language model could not be loaded into the memory of this machine.', { cause, detail: `${String(cause)}\n${await opened.lastErrors()}` });
  }
}

function statesOf({ llama }: OpenedLlama, { sha256 }: CheckedFile, use: MachineUse, context: LlamaContext): StateFiles | null {
  if (use.stateDirectory === null) return null;
  const cacheTypes = `${context.kvCacheKeyType}/${context.kvCacheValueType}`;
  const origin = { modelSha256: sha256, contextTokens: context.contextSize, cacheTypes, engine: llama.llamaCppRelease.release };
  return createStateFiles(use.stateDirectory, origin, use.stateBytes);
}

function assemble(model: LlamaModel, context: LlamaContext, files: StateFiles | null, saveAfterMs: number): LoadedModel {
  const seats = createSeats(context);
  const memory = createSeatMemory(seats, files, saveAfterMs);
  return {
    model,
    context,
    seats,
    memory,
    dispose: async () => {
      await memory.saveAll();
      memory.dispose();
      seats.dispose();
      await context.dispose();
      await model.dispose();
    },
  };
}
