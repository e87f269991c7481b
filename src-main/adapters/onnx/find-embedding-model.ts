import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { EmbeddingModelFiles } from './embedding-protocol.ts';

/** Longest input any model is given: chunks are about this long, and the bundled model knows no more. */
const MAX_TOKENS = 512;

/** Weights that can be run, best first: quantized ones are as good here and a quarter of the size. */
const WEIGHTS = [
  { file: 'model_quantized.onnx', dtype: 'q8' },
  { file: 'model.onnx', dtype: 'fp32' },
] as const;

export type FoundModel = { model: EmbeddingModelFiles } | { problem: string };

/**
 * The embedding model to use: the first complete folder an admin has installed, else the bundled one. Reads only the small
 * files, so that starting stays quick; damaged weights show when they are first loaded.
 */
export async function findEmbeddingModel(installedDirectory: string | null, bundledDirectory: string): Promise<FoundModel> {
  for (const directory of await foldersOf(installedDirectory)) {
    const found = await describeFolder(directory);
    if ('model' in found) return found;
  }
  return describeFolder(bundledDirectory);
}

async function describeFolder(directory: string): Promise<FoundModel> {
  const name = basename(directory);
  const config = await readJson(join(directory, 'config.json'));
  if (!config) return { problem: `The embedding model ${name} is incomplete: its config.json is missing or damaged. Search works by keyword only.` };
  const dimension = config['hidden_size'];
  if (typeof dimension !== 'number' || !Number.isInteger(dimension) || dimension < 1) return { problem: `The config.json of the embedding model ${name} does not say how long its vectors are. Search works by keyword only.` };
  if (!(await sizeOf(join(directory, 'tokenizer.json')))) return { problem: `The embedding model ${name} is incomplete: its tokenizer.json is missing. Search works by keyword only.` };
  for (const { file, dtype } of WEIGHTS) {
    const weights = join(directory, 'onnx', file);
    if (await sizeOf(weights)) return { model: { name, directory, weights, dtype, dimension, maxTokens: tokensOf(config) } };
  }
  return { problem: `The embedding model ${name} is incomplete: there are no weights in its onnx folder. Search works by keyword only.` };
}

function tokensOf(config: Record<string, unknown>): number {
  const positions = config['max_position_embeddings'];
  return typeof positions === 'number' && positions > 0 ? Math.min(positions, MAX_TOKENS) : MAX_TOKENS;
}

async function foldersOf(directory: string | null): Promise<string[]> {
  if (directory === null) return [];
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(directory, entry.name)).toSorted();
}

async function readJson(path: string): Promise<Record<string, unknown> | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then((info) => info.size, () => 0);
}
