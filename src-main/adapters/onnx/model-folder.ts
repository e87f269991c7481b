import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Weights that can be run, best first: quantized ones are as good here and a quarter of the size. */
export const WEIGHTS = [
  { file: 'model_quantized.onnx', dtype: 'q8' },
  { file: 'model_int8.onnx', dtype: 'int8' },
  { file: 'model_uint8.onnx', dtype: 'uint8' },
  { file: 'model.onnx', dtype: 'fp32' },
  { file: 'model_fp16.onnx', dtype: 'fp16' },
] as const;

export type WeightsType = (typeof WEIGHTS)[number]['dtype'];

/** Longest input any model is given: chunks are about this long. */
const MAX_TOKENS = 512;

/** The folders in the models folder, by name. */
export async function modelFolders(directory: string | null): Promise<string[]> {
  if (directory === null) return [];
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => join(directory, entry.name)).toSorted();
}

/** What a model's config.json holds; null where there is none that can be read. */
export async function readConfig(directory: string): Promise<Record<string, unknown> | null> {
  try {
    const value: unknown = JSON.parse(await readFile(join(directory, 'config.json'), 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** The class of model that a config.json names for judging pairs of texts; null for any other. */
export function classifierOf(config: Record<string, unknown> | null): string | null {
  const classes = config?.['architectures'];
  const named = Array.isArray(classes) ? (classes as unknown[]).find((each) => typeof each === 'string' && each.endsWith('ForSequenceClassification')) : undefined;
  return typeof named === 'string' ? named.slice(0, 64) : null;
}

/** Tokens of an input that a model can see. */
export function tokensOf(config: Record<string, unknown>): number {
  const positions = config['max_position_embeddings'];
  return typeof positions === 'number' && positions > 0 ? Math.min(positions, MAX_TOKENS) : MAX_TOKENS;
}

/** The best weights in a model's folder. */
export async function weightsIn(directory: string): Promise<{ path: string; dtype: WeightsType } | null> {
  for (const { file, dtype } of WEIGHTS) {
    const path = join(directory, 'onnx', file);
    if (await sizeOf(path)) return { path, dtype };
  }
  return null;
}

/** In bytes; 0 where there is no such file. */
export function sizeOf(path: string): Promise<number> {
  return stat(path).then((info) => info.size, () => 0);
}
