import { randomBytes } from 'node:crypto';
import { availableMemory } from 'node:process';
import { totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { GenerateEvent, GenerateRequest, Inference } from '#core/ports/inference.ts';
import type { Logger } from '#core/ports/logger.ts';
import { type WorkerCall, WorkerLost, type Workers } from '#core/ports/workers.ts';
import { forgetStates } from './forget-states.ts';
import { createIdleModels } from './idle-models.ts';
import type { ContextInput, CountInput, GenerateInput, GenerateReport, LiveReport, MachineUse } from './inference-protocol.ts';
import { tenantOf } from './state-names.ts';
import { createMemoryProbe } from './gpu-memory.ts';
import { inspectInTrial } from './inspect-in-trial.ts';

export interface LlamaInferenceOptions {
  workers: Workers;
  logger: Logger;
  /** Threads for arithmetic; measured for each model unless given. */
  threads?: number;
  /** `auto` picks CUDA, Metal or Vulkan where a device works; `false` stays on the CPU. */
  gpu?: 'auto' | false;
  /** Most tokens of context a conversation gets; 8192 unless given. */
  maxContextTokens?: number;
  /** Most conversations at once in one model; 4 unless given. */
  maxSeats?: number;
  /** Bytes all models together may take; what is free unless given. */
  memoryBytes?: number;
  /** Folder for what models have read, so that a conversation is not read again after a restart; nothing is kept unless given. */
  stateDirectory?: string;
  /** The key (32 bytes) that a tenant's part of it is encrypted under; one that is lost with this process unless given. */
  stateKeyOf?: (tenantId: string) => Uint8Array;
  /** Bytes of that folder; 2 GB unless given. */
  stateBytes?: number;
  /** A conversation is kept when nothing was asked for this long; five seconds unless given. */
  saveAfterMs?: number;
  /** After this long without a request a model's memory is given back; ten minutes unless given. */
  idleMs?: number;
  /** Share of the machine's memory that is free, from 0 to 1; asked of the system unless given. */
  freeShare?: () => number;
}

/** Below this share of free memory the machine begins to swap or to kill. */
const LEAST_FREE_SHARE = 0.05;
const SAVE_LIMIT_MS = 5_000;
const LIVE_LIMIT_MS = 1_000;

/** Language models run by llama.cpp in the inference worker. */
export function createLlamaInference(options: LlamaInferenceOptions): Inference {
  const { workers, logger, threads = null, gpu = 'auto', maxContextTokens = 8192, maxSeats = 4, memoryBytes = null, stateDirectory = null, stateBytes = 2e9, saveAfterMs = 5_000 } = options;
  const use: MachineUse = { threads, gpu, maxContextTokens, maxSeats, memoryBytes, stateDirectory, stateBytes, saveAfterMs };
  const stateKeyOf = options.stateKeyOf ?? ownKey(randomBytes(32));
  const worker = workers.supervise('inference-worker');
  const never = new AbortController().signal;
  const seats = new Map<string, number>();
  const memory = createMemoryProbe(workers, use);
  let device: string | null = null;
  let models: readonly string[] = [];
  const idle = createIdleModels({
    idleMs: options.idleMs ?? 600_000,
    freeShare: options.freeShare ?? (() => availableMemory() / totalmem()),
    leastFreeShare: LEAST_FREE_SHARE,
    unload: unloadIdle,
  });

  function stop(): void {
    worker.stop();
    models = [];
  }

  async function saveStates(): Promise<void> {
    if (models.length === 0 || stateDirectory === null) return;
    await Promise.race([settled(worker.call('saveStates', null, never)), pause(SAVE_LIMIT_MS)]);
  }

  /** The last model's memory is given back by ending the process, which gives back all of it. */
  async function unloadIdle(modelPath: string): Promise<void> {
    if (!models.includes(modelPath)) return;
    if (models.length > 1) {
      const left = await settled(worker.call('unload', { modelPath }, never));
      models = (left as string[] | null) ?? [];
      return;
    }
    await saveStates();
    if (idle.allIdle()) stop();
  }

  /** Passes on a call's reports, and keeps what they say about the machine. */
  async function* following(call: WorkerCall, modelPath: string): WorkerCall {
    idle.begin(modelPath);
    try {
      for (;;) {
        const step = await call.next();
        if (step.done) return step.value;
        const report = step.value as GenerateReport;
        if (report.type !== 'machine') {
          yield report;
          continue;
        }
        ({ device, models } = report);
        seats.set(modelPath, report.seats);
      }
    } catch (error) {
      if (error instanceof WorkerLost) models = [];
      throw error;
    } finally {
      await call.return(undefined);
      idle.end(modelPath);
    }
  }

  async function resultOf(method: string, input: CountInput | ContextInput, signal: AbortSignal): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await resultFrom(following(worker.call(method, input, signal), input.modelPath))) as number;
      } catch (error) {
        if (!(error instanceof WorkerLost) || attempt > 1) throw asUnavailable(error);
      }
    }
  }

  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    const input: GenerateInput = { ...request, seed: request.seed, lasting: request.lasting ?? false, stateKey: stateKeyOf(tenantOf(request.cacheKey)), lookup: request.lookup ?? true, use };
    for (let attempt = 1; ; attempt += 1) {
      let shown = false;
      try {
        for await (const report of following(worker.call('generate', input, signal), request.modelPath)) {
          const event = report as GenerateEvent;
          shown ||= event.type === 'token';
          yield event;
        }
        return;
      } catch (error) {
        const repeat = error instanceof WorkerLost && !shown && attempt === 1 && !signal.aborted;
        if (!repeat) throw asUnavailable(error);
        logger.warn('a generation is repeated because its process ended before the first token');
      }
    }
  }

  return {
    generate,
    countTokens: (modelPath, sha256, text, signal) => resultOf('countTokens', { modelPath, sha256, text, use }, signal),
    contextTokens: (modelPath, sha256, signal) => resultOf('contextTokens', { modelPath, sha256, use }, signal),
    inspect: (modelPath, signal, onStage) => inspectInTrial(workers.supervise('inference-worker'), { modelPath, use }, signal, onStage),
    memory,
    unload: (modelPath) => {
      if (models.includes(modelPath) || idle.inUse(modelPath)) stop();
    },
    forget: async (cacheKey) => {
      // First the worker, which would write it anew.
      if (models.length > 0) await settled(worker.call('forget', { cacheKey }, never));
      if (stateDirectory !== null) await forgetStates(stateDirectory, cacheKey);
    },
    seats: (modelPath) => seats.get(modelPath) ?? 1,
    live: async () => {
      const running = models.length > 0 && worker.state() === 'ready';
      const report = running ? ((await Promise.race([settled(worker.call('live', { use }, never)), pause(LIVE_LIMIT_MS, null, { ref: false })])) as LiveReport | null) : null;
      return { backend: null, workerBytes: null, models: [], ...report, log: worker.log() };
    },
    state: () => ({ state: worker.state(), device, models, restarts: worker.restarts() }),
    close: async () => {
      idle.close();
      await saveStates();
      stop();
    },
  };
}

function ownKey(key: Uint8Array): () => Uint8Array {
  return () => key;
}

async function resultFrom(call: WorkerCall): Promise<unknown> {
  for (;;) {
    const step = await call.next();
    if (step.done) return step.value;
  }
}

/** A call's result, or null where it failed. */
function settled(call: WorkerCall): Promise<unknown> {
  return resultFrom(call).catch(() => null);
}

/** From outside a process is ended by a person or, nearly always, by the system for want of memory. */
const OUT_OF_MEMORY = 'The language model was ended by the operating system, most likely because this machine ran out of memory. Ask again; if it happens again, close other programs or choose a smaller model.';

function asUnavailable(error: unknown): unknown {
  if (!(error instanceof WorkerLost)) return error;
  return new MillwrightError('MODEL_UNAVAILABLE', error.killed ? OUT_OF_MEMORY : undefined, { cause: error, detail: error.message });
}
