import type { LlamaEmbeddingContext, LlamaModel, LlamaRankingContext, Token } from 'node-llama-cpp';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { OpenedLlama } from './open-llama.ts';
import { EMBED_TOKENS, RANK_TOKENS } from './text-limits.ts';

/** Tokens that begin, part and end a pair. */
const AROUND = 8;
/** No tokenizer needs more letters for a token on average; the rest of a very long text would be split for nothing. */
const LETTERS_PER_TOKEN = 40;

/** A model that makes one vector of a text. */
export interface VectorModel {
  readonly dimension: number;
  /** Of unit length; the rest of a text that is longer than the model sees is left out. */
  embed(text: string): Promise<Float32Array>;
  count(text: string): number;
  dispose(): Promise<void>;
}

/** A model that judges how well a passage answers a question. */
export interface RankModel {
  /** From 0 to 1. */
  rank(question: string, passage: string): Promise<number>;
  dispose(): Promise<void>;
}

/** An encoder sees a text in one piece or not at all, so that its batch is as long as its context. */
const contextOf = (model: LlamaModel, most: number, threads: number) => {
  const contextSize = Math.min(most, model.trainContextSize);
  return { contextSize, batchSize: contextSize, threads };
};

const whole = (value: string, tokens: number): string => value.slice(0, tokens * LETTERS_PER_TOKEN);

/** Loads a model to embed with. Throws what llama.cpp throws. */
export async function openVectorModel({ llama }: OpenedLlama, modelPath: string, options: { threads: number; checkTensors: boolean; onProgress?: (fraction: number) => void }): Promise<VectorModel> {
  const model = await llama.loadModel({ modelPath, checkTensors: options.checkTensors, onLoadProgress: options.onProgress });
  const settings = contextOf(model, EMBED_TOKENS, options.threads);
  const context = await model.createEmbeddingContext(settings);
  // Some models project their vectors to another length at the end.
  const dimension = (await context.getEmbeddingFor('a')).vector.length;
  return {
    dimension,
    count: (text) => model.tokenize(text).length,
    async embed(text) {
      const tokens = model.tokenize(whole(text, settings.contextSize)).slice(0, settings.contextSize - AROUND);
      return tokens.length === 0 ? new Float32Array(dimension) : unit(await vectorOf(context, tokens), dimension);
    },
    dispose: () => disposeBoth(context, model),
  };
}

/** Loads a model to judge with. Throws what llama.cpp throws. */
export async function openRankModel({ llama }: OpenedLlama, modelPath: string, options: { threads: number; checkTensors: boolean; onProgress?: (fraction: number) => void }): Promise<RankModel> {
  const model = await llama.loadModel({ modelPath, checkTensors: options.checkTensors, onLoadProgress: options.onProgress });
  const settings = contextOf(model, RANK_TOKENS, options.threads);
  const context = await model.createRankingContext(settings);
  return {
    async rank(question, passage) {
      // Half of the room at most is the question's, so that something is left to judge.
      const asked = tokensOf(model, question, Math.floor(settings.contextSize / 2));
      const room = settings.contextSize - context.calculateInputLength(asked, []) - AROUND;
      const score = await context.rank(asked, tokensOf(model, passage, Math.max(1, room)));
      if (!Number.isFinite(score)) throw new MillwrightError('MODEL_INVALID', 'The model gives scores that are no numbers: its weights are damaged.');
      return Math.min(1, Math.max(0, score));
    },
    dispose: () => disposeBoth(context, model),
  };
}

const tokensOf = (model: LlamaModel, text: string, most: number): Token[] => model.tokenize(whole(text, most), false, 'trimLeadingSpace').slice(0, most);

async function vectorOf(context: LlamaEmbeddingContext, tokens: Token[]): Promise<readonly number[]> {
  return (await context.getEmbeddingFor(tokens)).vector;
}

function unit(values: readonly number[], dimension: number): Float32Array {
  const length = Math.hypot(...values);
  if (values.length !== dimension || !Number.isFinite(length)) throw new MillwrightError('MODEL_INVALID', 'The model gives vectors with numbers that are none: its weights are damaged.');
  return Float32Array.from(values, (value) => (length === 0 ? 0 : value / length));
}

async function disposeBoth(context: LlamaEmbeddingContext | LlamaRankingContext, model: LlamaModel): Promise<void> {
  await context.dispose();
  await model.dispose();
}
