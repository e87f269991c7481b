import { basename, dirname } from 'node:path';
import { AutoModelForSequenceClassification, AutoTokenizer, env, type PreTrainedModel, type PreTrainedTokenizer, type Tensor } from '@huggingface/transformers';
import { MillwrightError } from '#shared/contract/errors.ts';
import { checkWeights } from './check-weights.ts';
import type { RerankInput, RerankModelFiles, RerankResult } from './rerank-protocol.ts';

/** Small, so that a stop takes effect soon and little of a batch is padding. */
const BATCH = 8;
/** No tokenizer needs more letters for a token on average; the rest of a very long text would be split for nothing. */
const LETTERS_PER_TOKEN = 40;

type Method = (input: unknown, context: { signal: AbortSignal }) => Promise<unknown>;

interface Loaded {
  tokenizer: PreTrainedTokenizer;
  network: PreTrainedModel;
  maxTokens: number;
}

/** What the worker of cross-encoders can be asked. Inputs come from this program's own core, so their types are taken on trust. */
export function createRerankMethods(): Readonly<Record<'prepareReranker' | 'rerank', Method>> {
  env.allowRemoteModels = false;
  let opened: { key: string; loaded: Promise<Loaded> } | undefined;

  function open(model: RerankModelFiles, threads: number): Promise<Loaded> {
    const key = `${model.weights} ${model.sha256}`;
    if (opened?.key !== key) opened = { key, loaded: load(model, threads) };
    return opened.loaded.catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
  }

  return {
    prepareReranker: async (raw) => {
      const { model, threads } = raw as RerankInput;
      await open(model, threads);
    },
    rerank: async (raw, { signal }) => {
      const { model, threads, question, passages } = raw as RerankInput;
      return judge(await open(model, threads), model.name, question, passages, signal);
    },
  };
}

async function load(model: RerankModelFiles, threads: number): Promise<Loaded> {
  await checkWeights(model);
  try {
    env.localModelPath = `${dirname(model.directory)}/`;
    const name = basename(model.directory);
    const tokenizer = await AutoTokenizer.from_pretrained(name, { local_files_only: true });
    const network = await AutoModelForSequenceClassification.from_pretrained(name, {
      dtype: model.dtype,
      local_files_only: true,
      session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
    });
    return { tokenizer, network, maxTokens: Math.min(Number(tokenizer.model_max_length) || model.maxTokens, model.maxTokens) };
  } catch (cause) {
    throw new MillwrightError('MODEL_INVALID', `${model.name} cannot be loaded: its files are damaged, or of a kind that ONNX Runtime does not run here.`, { cause, detail: String(cause) });
  }
}

/** Judges passages of like length together, so that little of a batch is padding. */
async function judge({ tokenizer, network, maxTokens }: Loaded, name: string, question: string, passages: readonly string[], signal: AbortSignal): Promise<RerankResult> {
  const byLength = passages.map((_, index) => index).toSorted((a, b) => (passages[a]?.length ?? 0) - (passages[b]?.length ?? 0));
  const cut = (text: string): string => text.slice(0, maxTokens * LETTERS_PER_TOKEN);
  const scores = new Float32Array(passages.length);
  for (let start = 0; start < byLength.length; start += BATCH) {
    signal.throwIfAborted();
    const batch = byLength.slice(start, start + BATCH);
    const pairs = tokenizer(batch.map(() => cut(question)), { text_pair: batch.map((index) => cut(passages[index] ?? '')), padding: true, truncation: true, max_length: maxTokens }) as Record<string, Tensor>;
    const { logits } = (await network(pairs)) as { logits?: Tensor };
    const data = logits?.data;
    if (!(data instanceof Float32Array) || data.length !== batch.length || data.some((value) => !Number.isFinite(value))) {
      throw new MillwrightError('MODEL_INVALID', `${name} does not give one number for a question and a passage, so it cannot order results.`);
    }
    batch.forEach((index, row) => scores.set([data[row] ?? 0], index));
  }
  return { scores };
}
