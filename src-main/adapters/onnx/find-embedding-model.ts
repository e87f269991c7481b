import { basename, join } from 'node:path';
import type { EmbeddingModelFiles } from './embedding-protocol.ts';
import { classifierOf, modelFolders, readConfig, sizeOf, tokensOf, weightsIn } from './model-folder.ts';

export type FoundModel = { model: EmbeddingModelFiles } | { problem: string };

/**
 * The embedding model to use: the first complete folder an admin has installed, else the bundled one. Reads only the small
 * files, so that starting stays quick; damaged weights show when they are first loaded.
 */
export async function findEmbeddingModel(installedDirectory: string | null, bundledDirectory: string): Promise<FoundModel> {
  for (const directory of await modelFolders(installedDirectory)) {
    const found = await describeEmbeddingFolder(directory);
    if ('model' in found) return found;
  }
  return describeEmbeddingFolder(bundledDirectory);
}

/** The embedding model in a folder, or why there is none, in a sentence. */
export async function describeEmbeddingFolder(directory: string): Promise<FoundModel> {
  const name = basename(directory);
  const config = await readConfig(directory);
  if (!config) return { problem: `The embedding model ${name} is incomplete: its config.json is missing or damaged.` };
  if (classifierOf(config) !== null) return { problem: `${name} judges texts and makes no vectors of them.` };
  const dimension = config['hidden_size'];
  if (typeof dimension !== 'number' || !Number.isInteger(dimension) || dimension < 1) return { problem: `The config.json of the embedding model ${name} does not say how long its vectors are.` };
  if (!(await sizeOf(join(directory, 'tokenizer.json')))) return { problem: `The embedding model ${name} is incomplete: its tokenizer.json is missing.` };
  const weights = await weightsIn(directory);
  if (weights === null) return { problem: `The embedding model ${name} is incomplete: there are no weights in its onnx folder.` };
  return { model: { name, directory, weights: weights.path, sha256: null, dtype: weights.dtype, dimension, maxTokens: tokensOf(config) } };
}
