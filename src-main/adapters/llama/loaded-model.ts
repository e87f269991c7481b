import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { MeasuredThreads } from '#shared/thread-records.ts';
import type { CheckedFile, MachineUse } from './inference-protocol.ts';
import type { OpenedLlama } from './open-llama.ts';
import { createPace, type Pace } from './pace.ts';
import { planContext } from './plan-context.ts';
import { createSeatMemory, type SeatMemory } from './seat-memory.ts';
import { createSeats, type Seats } from './seats.ts';
import { createStateFiles, type StateFiles } from './state-files.ts';
import { measureThreads } from './measure-threads.ts';
import { createThreadPlan, type ThreadPlan } from './thread-plan.ts';
import { createThreadRecords } from './thread-records.ts';

/** A model in memory with the one context whose seats its conversations take. */
export interface LoadedModel {
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly seats: Seats;
  readonly memory: SeatMemory;
  readonly threads: ThreadPlan;
  /** Null where the number of threads was given. */
  readonly measured: MeasuredThreads | null;
  /** Tokens written and read lately. */
  readonly written: Pace;
  readonly read: Pace;
  dispose(): Promise<void>;
}

/** Loads a model and its context, as large as model, memory and the given limits allow. Throws `MODEL_UNAVAILABLE`. */
export async function loadModel(opened: OpenedLlama, file: CheckedFile, use: MachineUse, onProgress: (fraction: number) => void): Promise<LoadedModel> {
  try {
    const { llama } = opened;
    const model = await llama.loadModel({ modelPath: file.modelPath, onLoadProgress: onProgress });
    // A context never computes with more threads than it was made with.
    llama.maxThreads = use.threads ?? llama.cpuMathCores;
    const context = await model.createContext(await planContext(model, llama, { contextTokens: use.maxContextTokens, seats: use.maxSeats }));
    const seats = createSeats(context);
    const measured = use.threads === null ? await measuredOf(llama, file, use, model, seats) : null;
    const plan = createThreadPlan(measured ?? { reading: llama.maxThreads, writing: llama.maxThreads }, (threads) => {
      llama.maxThreads = threads;
    });
    const memory = createSeatMemory(seats, statesOf(opened, file, use, context), use.saveAfterMs);
    return { ...assemble(model, context, seats, memory), threads: plan, measured, written: createPace(), read: createPace() };
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

/** Measured at the first load of a model on a machine, and again where other work disturbed it. */
async function measuredOf(llama: Llama, { sha256 }: CheckedFile, { stateDirectory }: MachineUse, model: LlamaModel, seats: Seats): Promise<MeasuredThreads | null> {
  const records = createThreadRecords(stateDirectory, llama.cpuMathCores);
  const known = await records.find(sha256);
  const [seat] = seats.all;
  if (known || !seat) return known ?? null;
  const measured = await measureThreads(llama, model, seat.sequence);
  // Where it cannot be kept it is measured again.
  await records.keep(sha256, measured).catch((error: unknown) => console.error('the measured threads were not kept', String(error)));
  return measured;
}

function assemble(model: LlamaModel, context: LlamaContext, seats: Seats, memory: SeatMemory): Pick<LoadedModel, 'model' | 'context' | 'seats' | 'memory' | 'dispose'> {
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
