import { MillwrightError } from '#shared/contract/errors.ts';
import type { GenerateEvent, GenerateRequest, Inference } from '#core/ports/inference.ts';
import type { Logger } from '#core/ports/logger.ts';
import { type WorkerCall, WorkerLost, type Workers } from '#core/ports/workers.ts';
import type { ContextInput, CountInput, GenerateInput, GenerateReport, MachineUse } from './inference-protocol.ts';
import { inspectInTrial } from './inspect-in-trial.ts';

export interface LlamaInferenceOptions {
  workers: Workers;
  logger: Logger;
  /** Threads for arithmetic; one less than the physical cores unless given. */
  threads?: number;
  /** `auto` picks CUDA, Metal or Vulkan where a device works; `false` stays on the CPU. */
  gpu?: 'auto' | false;
  /** Most tokens of context a conversation gets; 8192 unless given. */
  maxContextTokens?: number;
  /** After this long without a request the model's memory is given back; ten minutes unless given. */
  idleMs?: number;
}

/** Language models run by llama.cpp in the inference worker. */
export function createLlamaInference(options: LlamaInferenceOptions): Inference {
  const { workers, logger, threads = null, gpu = 'auto', maxContextTokens = 8192, idleMs = 600_000 } = options;
  const use: MachineUse = { threads, gpu, maxContextTokens };
  const worker = workers.supervise('inference-worker');
  let device: string | null = null;
  let loadedModelPath: string | null = null;
  let running = 0;
  let idle: NodeJS.Timeout | undefined;

  function unload(): void {
    worker.stop();
    loadedModelPath = null;
  }

  /** Keeps count of what runs, so that an idle model leaves memory and a busy one doesn't. */
  async function* whileBusy(call: WorkerCall, modelPath: string): WorkerCall {
    running += 1;
    clearTimeout(idle);
    try {
      for (;;) {
        const step = await call.next();
        if (step.done) return step.value;
        loadedModelPath = modelPath;
        const report = step.value as GenerateReport;
        if (report.type === 'device') device = report.device;
        else yield report;
      }
    } catch (error) {
      if (error instanceof WorkerLost) loadedModelPath = null;
      throw error;
    } finally {
      await call.return(undefined);
      running -= 1;
      if (running === 0) idle = setTimeout(unload, idleMs).unref();
    }
  }

  async function resultOf(method: string, input: CountInput | ContextInput, signal: AbortSignal): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const call = whileBusy(worker.call(method, input, signal), input.modelPath);
        for (;;) {
          const step = await call.next();
          if (step.done) return step.value as number;
        }
      } catch (error) {
        if (!(error instanceof WorkerLost) || attempt > 1) throw asUnavailable(error);
      }
    }
  }

  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    const input: GenerateInput = { ...request, seed: request.seed, use };
    for (let attempt = 1; ; attempt += 1) {
      let shown = false;
      try {
        for await (const report of whileBusy(worker.call('generate', input, signal), request.modelPath)) {
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
    unload: (modelPath) => {
      if (loadedModelPath === modelPath) unload();
    },
    state: () => ({ state: worker.state(), device, loadedModelPath, restarts: worker.restarts() }),
    close: async () => {
      clearTimeout(idle);
      unload();
    },
  };
}

function asUnavailable(error: unknown): unknown {
  if (!(error instanceof WorkerLost)) return error;
  return new MillwrightError('MODEL_UNAVAILABLE', undefined, { cause: error, detail: error.message });
}
