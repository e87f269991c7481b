import { MillwrightError } from '#shared/contract/errors.ts';
import type { TextModels } from '#core/ports/text-models.ts';
import { WorkerLost, type Workers } from '#core/ports/workers.ts';
import type { MachineUse } from './inference-protocol.ts';
import { EMBED_TOKENS } from './text-limits.ts';
import type { EmbedTextsInput, EmbedTextsResult, RankTextsInput, RankTextsResult } from './text-protocol.ts';

export interface TextModelsOptions {
  workers: Workers;
  /** Threads for arithmetic; one less than the machine's cores, at least one, unless given. */
  threads?: number;
  /** `auto` picks CUDA, Metal or Vulkan where a device works; `false` stays on the CPU. */
  gpu?: 'auto' | false;
}

/** Texts per call: few enough to hold and to stop between. */
const CALL_TEXTS = 256;
/** After this long without a text the process ends. A model that serves is asked with every search: only what is not used any more should go. */
const IDLE_MS = 60 * 60_000;

/** GGUF encoders run by llama.cpp in a process of their own: a question is embedded whatever a language model does. */
export function createTextModels({ workers, threads, gpu = 'auto' }: TextModelsOptions): TextModels {
  const worker = workers.supervise('inference-worker');
  const use: MachineUse = { threads: threads ?? null, gpu, maxContextTokens: EMBED_TOKENS, maxSeats: 1, memoryBytes: null, stateDirectory: null, stateBytes: 0, saveAfterMs: 0 };
  let idle: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(idle);
    worker.stop();
  }

  /** Repeated as often as told where the process was lost: nothing here has effects. */
  async function ask<T>(method: string, input: EmbedTextsInput | RankTextsInput, signal: AbortSignal, repeats: number): Promise<T> {
    clearTimeout(idle);
    try {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return (await worker.call(method, input, signal).next()).value as T;
        } catch (error) {
          if (!(error instanceof WorkerLost)) throw error;
          if (attempt >= repeats) throw new MillwrightError('MODEL_UNAVAILABLE', 'The model stopped. It restarts by itself; try again.', { cause: error, detail: error.message });
        }
      }
    } finally {
      clearTimeout(idle);
      idle = setTimeout(stop, IDLE_MS);
      idle.unref?.();
    }
  }

  return {
    embedder({ name, identity, modelPath, sha256, dimension, contextTokens }) {
      async function inLots<T>(method: string, texts: readonly string[], signal: AbortSignal, take: (result: T) => void): Promise<void> {
        for (let start = 0; start < texts.length; start += CALL_TEXTS) take(await ask<T>(method, { use, modelPath, sha256, texts: texts.slice(start, start + CALL_TEXTS) }, signal, 1));
      }
      return {
        ...{ name, identity, dimension },
        contextTokens: Math.min(EMBED_TOKENS, contextTokens ?? EMBED_TOKENS),
        // The vocabulary does not say which languages a model was trained on.
        understands: () => true,
        async countTokens(texts, signal = new AbortController().signal) {
          const counts: number[] = [];
          await inLots<{ counts: number[] }>('countTexts', texts, signal, (result) => counts.push(...result.counts));
          return counts;
        },
        async embed(texts, signal = new AbortController().signal) {
          const vectors: Float32Array[] = [];
          await inLots<EmbedTextsResult>('embedTexts', texts, signal, ({ vectors: made }) => {
            for (let at = 0; at < made.length; at += dimension) vectors.push(made.slice(at, at + dimension));
          });
          return vectors;
        },
      };
    },
    rank: async (file, question, passages, signal) => (await ask<RankTextsResult>('rankTexts', { use, ...file, question, passages }, signal, 0)).scores,
    unload: stop,
  };
}
