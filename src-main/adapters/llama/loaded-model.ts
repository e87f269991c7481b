import { LlamaChat, type LlamaContext, type LlamaContextSequence, type LlamaModel } from 'node-llama-cpp';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { OpenedLlama } from './open-llama.ts';
import { paceSequence } from './pace-sequence.ts';

/** Below this a conversation with passages makes no sense; used only where memory is short. */
const LEAST_CONTEXT = 1024;

/** A model in memory with the one context its conversations take turns in. */
export interface LoadedModel {
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly sequence: LlamaContextSequence;
  readonly chat: LlamaChat;
  /** Drops what the sequence holds unless it belongs to the same key. */
  enter(cacheKey: string): Promise<void>;
  /** Holds the model back whenever the function returns a promise. */
  pace(room: () => Promise<void> | undefined): void;
  dispose(): Promise<void>;
}

/** Loads a model and its context, as large as model, memory and `maxContextTokens` allow. Throws `MODEL_UNAVAILABLE`. */
export async function loadModel(opened: OpenedLlama, modelPath: string, maxContextTokens: number, onProgress: (fraction: number) => void): Promise<LoadedModel> {
  try {
    const model = await opened.llama.loadModel({ modelPath, onLoadProgress: onProgress });
    const most = Math.min(maxContextTokens, model.trainContextSize);
    const context = await model.createContext({ sequences: 1, contextSize: { min: Math.min(LEAST_CONTEXT, most), max: most } });
    return assemble(model, context);
  } catch (cause) {
    throw new MillwrightError('MODEL_UNAVAILABLE', 'The language model could not be loaded into the memory of this machine.', { cause, detail: `${String(cause)}\n${await opened.lastErrors()}` });
  }
}

function assemble(model: LlamaModel, context: LlamaContext): LoadedModel {
  const sequence = context.getSequence();
  let room: () => Promise<void> | undefined = () => undefined;
  paceSequence(sequence, () => room());
  const chat = new LlamaChat({ contextSequence: sequence });
  let key: string | undefined;
  return {
    model,
    context,
    sequence,
    chat,
    enter: async (cacheKey) => {
      if (key !== cacheKey) await sequence.clearHistory();
      key = cacheKey;
    },
    pace: (next) => {
      room = next;
    },
    dispose: async () => {
      chat.dispose();
      await context.dispose();
      await model.dispose();
    },
  };
}
