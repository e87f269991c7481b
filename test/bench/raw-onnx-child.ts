// ONNX Runtime alone, no product around it: the yardstick for embedding. raw-onnx-child.ts MODEL-DIRECTORY ROUNDS, texts by message.
import { basename, dirname, join } from 'node:path';
import { AutoTokenizer, env, type Tensor } from '@huggingface/transformers';
import { meanOfTokens } from '#adapters/onnx/mean-of-tokens.ts';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('name the folder of a model');
const BATCH = 32;

env.allowRemoteModels = false;
env.localModelPath = `${dirname(directory)}/`;
const tokenizer = await AutoTokenizer.from_pretrained(basename(directory), { local_files_only: true });
const session = await InferenceSession.create(join(directory, 'onnx', 'model_quantized.onnx'), { intraOpNumThreads: 1, interOpNumThreads: 1 });

/** Tokens, one pass, the mean of what it gives for each token, and unit length. */
async function embed(texts: string[]): Promise<number> {
  const encoded = tokenizer(texts, { padding: true, truncation: true, max_length: 512 }) as Record<string, Tensor>;
  const feeds = Object.fromEntries(session.inputNames.map((name) => [name, new OrtTensor('int64', encoded[name]?.data as BigInt64Array, encoded[name]?.dims as number[])]));
  const { data, dims } = Object.values(await session.run(feeds))[0] ?? {};
  const [rows = 0, tokens = 0, width = 0] = dims ?? [];
  meanOfTokens({ values: data as Float32Array, tokens, width }, encoded['attention_mask']?.data as BigInt64Array);
  return rows;
}

process.on('message', async (texts: string[]) => {
  const byLength = texts.toSorted((a, b) => a.length - b.length);
  const startedAt = performance.now();
  for (let at = 0; at < byLength.length; at += BATCH) await embed(byLength.slice(at, at + BATCH));
  process.send?.({ perSecond: (texts.length * 1_000) / (performance.now() - startedAt) });
});
process.send?.('ready');
