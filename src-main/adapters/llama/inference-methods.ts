import type { ContextInput, CountInput, ForgetInput, GenerateInput, GenerateReport, GpuMemoryInput, InspectInput, LiveInput, LiveReport, UnloadInput } from './inference-protocol.ts';
import { backendOf } from './describe-live.ts';
import { generate, stoppedEarly } from './generate.ts';
import { readGpuMemory } from './gpu-memory.ts';
import { inspectModel } from './inspect-model.ts';
import type { LoadedModel } from './loaded-model.ts';
import type { WorkerLog } from './open-llama.ts';
import { type BorrowedModel, createModelShelf } from './model-shelf.ts';
import { orAborted } from './turns.ts';

interface MethodContext {
  signal: AbortSignal;
  emit(event: unknown): void;
  room(): Promise<void> | undefined;
}

type Method = (input: unknown, context: MethodContext) => Promise<unknown>;
type Name = 'generate' | 'countTokens' | 'contextTokens' | 'inspect' | 'unload' | 'forget' | 'saveStates' | 'gpuMemory' | 'live';

/** Steps of the loading bar that are worth a message. */
const PROGRESS_STEP = 0.02;

/** What the inference worker can be asked. Inputs come from this program's own core, so their types are taken on trust. */
export function createInferenceMethods(log: WorkerLog): Readonly<Record<Name, Method>> {
  const shelf = createModelShelf(log);

  /** A model that is being loaded goes on loading for the next question; the person who stopped does not wait for it. */
  async function borrow(input: ContextInput, { signal, emit }: MethodContext, onProgress: (progress: number) => void = () => undefined): Promise<BorrowedModel> {
    const work = shelf.borrow(input, input.use, signal, onProgress);
    const borrowed = await orAborted(work, signal).catch((error: unknown) => {
      work.then(({ release }) => release(), () => undefined);
      throw error;
    });
    const { device } = await shelf.opened(input.use);
    emit({ type: 'machine', device, seats: borrowed.loaded.seats.all.length, models: shelf.paths() } satisfies GenerateReport);
    return borrowed;
  }

  async function withModel<T>(input: ContextInput, context: MethodContext, ask: (loaded: LoadedModel) => T): Promise<T> {
    const { loaded, release } = await borrow(input, context);
    try {
      return ask(loaded);
    } finally {
      release();
    }
  }

  async function generateMethod(input: GenerateInput, context: MethodContext): Promise<null> {
    const startedAt = performance.now();
    const tellLoading = everyStep((progress) => context.emit({ type: 'loading', progress } satisfies GenerateReport));
    const borrowed = await borrow(input, context, tellLoading).catch((error: unknown) => {
      if (!context.signal.aborted) throw error;
    });
    if (!borrowed) {
      context.emit(stoppedEarly(startedAt));
      return null;
    }
    try {
      await generate(borrowed.loaded, input, startedAt, context);
    } finally {
      borrowed.release();
    }
    return null;
  }

  return {
    generate: (input, context) => generateMethod(input as GenerateInput, context),
    countTokens: (raw, context) => {
      const input = raw as CountInput;
      return withModel(input, context, ({ model }) => model.tokenize(input.text).length);
    },
    contextTokens: (raw, context) => withModel(raw as ContextInput, context, (loaded) => loaded.context.contextSize),
    inspect: (input, context) => inspectModel(input as InspectInput, context.emit, log),
    unload: async (raw) => {
      await shelf.unload((raw as UnloadInput).modelPath);
      return shelf.paths();
    },
    forget: async (raw) => {
      await shelf.forget((raw as ForgetInput).cacheKey);
      return null;
    },
    saveStates: async () => {
      await shelf.saveAll();
      return null;
    },
    live: async (raw) => ({ backend: backendOf((await shelf.opened((raw as LiveInput).use)).llama), workerBytes: process.memoryUsage.rss(), models: shelf.live() }) satisfies LiveReport,
    gpuMemory: (input) => readGpuMemory((input as GpuMemoryInput).use),
  };
}

function everyStep(tell: (progress: number) => void): (progress: number) => void {
  let told = -1;
  return (progress) => {
    if (progress - told < PROGRESS_STEP) return;
    told = progress;
    tell(progress);
  };
}
