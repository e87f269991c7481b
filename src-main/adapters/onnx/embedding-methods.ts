import { basename, dirname } from 'node:path';
import { type FeatureExtractionPipeline, env, pipeline, type Tensor } from '@huggingface/transformers';
import { MillwrightError } from '#shared/contract/errors.ts';
import { checkWeights } from './check-weights.ts';
import { meanOfTokens } from './mean-of-tokens.ts';
import type { CountResult, EmbedInput, EmbedResult, EmbeddingModelFiles } from './embedding-protocol.ts';

const BATCH = 32;
/** No tokenizer needs more letters for a token on average; the rest of a very long text would be split for nothing. */
const LETTERS_PER_TOKEN = 40;

type Method = (input: unknown, context: { signal: AbortSignal }) => Promise<unknown>;

/** What the embedding worker can be asked. Inputs come from this program's own core, so their types are taken on trust. */
export function createEmbeddingMethods(): Readonly<Record<'embed' | 'count', Method>> {
  env.allowRemoteModels = false;
  let opened: { weights: string; extractor: Promise<FeatureExtractionPipeline> } | undefined;

  function open(model: EmbeddingModelFiles, threads: number): Promise<FeatureExtractionPipeline> {
    if (opened?.weights !== model.weights) opened = { weights: model.weights, extractor: load(model, threads) };
    return opened.extractor;
  }

  const opening = ({ model, threads }: EmbedInput): Promise<FeatureExtractionPipeline> =>
    open(model, threads).catch((cause: unknown) => {
      opened = undefined;
      if (cause instanceof MillwrightError) throw cause;
      throw new MillwrightError('MODEL_INVALID', `The embedding model ${model.name} cannot be loaded: its files are damaged.`, { cause, detail: String(cause) });
    });

  return {
    embed: async (raw, { signal }) => {
      const input = raw as EmbedInput;
      return embed(await opening(input), input.model, input.texts, signal);
    },
    count: async (raw) => {
      const input = raw as EmbedInput;
      const { tokenizer } = await opening(input);
      return { counts: input.texts.map((text) => tokenizer.encode(text).length) } satisfies CountResult;
    },
  };
}

async function load(model: EmbeddingModelFiles, threads: number): Promise<FeatureExtractionPipeline> {
  await checkWeights(model);
  env.localModelPath = `${dirname(model.directory)}/`;
  const extractor = await pipeline('feature-extraction', basename(model.directory), {
    dtype: model.dtype,
    local_files_only: true,
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  });
  // Some tokenizers name no limit, or one beyond what the model can see.
  const limit = Math.min(extractor.tokenizer.model_max_length as number, model.maxTokens);
  Object.defineProperty(extractor.tokenizer, 'model_max_length', { value: limit });
  return extractor;
}

/** Embeds texts of like length together, so that little of a batch is padding. */
async function embed(extractor: FeatureExtractionPipeline, model: EmbeddingModelFiles, texts: readonly string[], signal: AbortSignal): Promise<EmbedResult> {
  const byLength = texts.map((_, index) => index).toSorted((a, b) => (texts[a]?.length ?? 0) - (texts[b]?.length ?? 0));
  const vectors = new Float32Array(texts.length * model.dimension);
  for (let start = 0; start < byLength.length; start += BATCH) {
    signal.throwIfAborted();
    const batch = byLength.slice(start, start + BATCH);
    const data = await vectorsOf(extractor, batch.map((index) => (texts[index] ?? '').slice(0, model.maxTokens * LETTERS_PER_TOKEN)));
    if (data.length !== batch.length * model.dimension) throw new MillwrightError('MODEL_INVALID', `The embedding model ${model.name} gives vectors of another length than its config.json says.`);
    batch.forEach((index, row) => vectors.set(data.subarray(row * model.dimension, (row + 1) * model.dimension), index * model.dimension));
  }
  return { vectors };
}

async function vectorsOf({ tokenizer, model }: FeatureExtractionPipeline, texts: string[]): Promise<Float32Array> {
  // Many tokenizers make a third of their numbers for an input that few models have.
  const kinds = inputsOf(model).includes('token_type_ids') ? {} : { return_token_type_ids: false };
  const encoded = tokenizer(texts, { padding: true, truncation: true, ...kinds }) as Record<string, Tensor>;
  const output = (await model(encoded)) as Record<string, Tensor | undefined>;
  const { data, dims } = output['last_hidden_state'] ?? output['logits'] ?? output['token_embeddings'] ?? {};
  const [, tokens = 0, width = 0] = dims ?? [];
  if (!(data instanceof Float32Array) || dims?.length !== 3) return new Float32Array();
  return meanOfTokens({ values: data, tokens, width }, encoded['attention_mask']?.data as BigInt64Array);
}

function inputsOf({ sessions }: FeatureExtractionPipeline['model']): readonly string[] {
  return Object.values(sessions as Record<string, { inputNames: readonly string[] }>).flatMap(({ inputNames }) => inputNames);
}
