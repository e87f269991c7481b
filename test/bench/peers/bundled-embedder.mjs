import { fileURLToPath } from 'node:url';
import { env, pipeline } from '@huggingface/transformers';

/** The model that Millwright bundles, on one thread, as its model card says to use it: texts in, vectors out. */
export async function bundledEmbedder() {
  env.allowRemoteModels = false;
  env.localModelPath = fileURLToPath(new URL('../../../models/', import.meta.url));
  const options = { dtype: 'q8', session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 } };
  const embed = await pipeline('feature-extraction', 'millwright-embed-small', options);
  return async (texts) => (await embed(texts, { pooling: 'mean', normalize: true })).tolist();
}
