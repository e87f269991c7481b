import type { GenerateReport, GenerateInput, CountInput, ContextInput, InspectInput } from './inference-protocol.ts';
import { generate, stoppedEarly } from './generate.ts';
import { inspectModel } from './inspect-model.ts';
import type { LoadedModel } from './loaded-model.ts';
import { createModelSlot } from './model-slot.ts';
import { createTurns, orAborted } from './turns.ts';

interface MethodContext {
  signal: AbortSignal;
  emit(event: unknown): void;
  room(): Promise<void> | undefined;
}

type Method = (input: unknown, context: MethodContext) => Promise<unknown>;

/** Steps of the loading bar that are worth a message. */
const PROGRESS_STEP = 0.02;

/** What the inference worker can be asked. Inputs come from this program's own core, so their types are taken on trust. */
export function createInferenceMethods(): Readonly<Record<'generate' | 'countTokens' | 'contextTokens' | 'inspect', Method>> {
  const slot = createModelSlot();
  const inTurn = createTurns();

  async function load(input: ContextInput, { signal, emit }: MethodContext, onProgress: (progress: number) => void = () => undefined): Promise<LoadedModel> {
    const { device } = await slot.opened(input.use);
    emit({ type: 'device', device } satisfies GenerateReport);
    return slot.load(input, input.use, signal, onProgress);
  }

  async function generateMethod(input: GenerateInput, context: MethodContext): Promise<null> {
    const startedAt = performance.now();
    let writing = false;
    const work = inTurn(async () => {
      const loaded = await load(input, context, everyStep((progress) => context.emit({ type: 'loading', progress } satisfies GenerateReport)));
      if (context.signal.aborted) return;
      writing = true;
      await generate(loaded, input, startedAt, context);
    });
    // A model being loaded goes on loading for the next question; the person who stopped does not wait for it.
    const left = await orAborted(work, context.signal).then(() => false, (error: unknown) => {
      if (!context.signal.aborted) throw error;
      return true;
    });
    if (left && writing) await work;
    if (!writing) context.emit(stoppedEarly(startedAt));
    return null;
  }

  return {
    generate: (input, context) => generateMethod(input as GenerateInput, context),
    countTokens: (raw, context) => {
      const input = raw as CountInput;
      return orAborted(inTurn(async () => (await load(input, context)).model.tokenize(input.text).length), context.signal);
    },
    contextTokens: (raw, context) => orAborted(inTurn(async () => (await load(raw as ContextInput, context)).context.contextSize), context.signal),
    inspect: (input, context) => inspectModel(input as InspectInput, context.emit),
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
