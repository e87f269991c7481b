import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { onnxModel } from './onnx-writer.ts';

const BUNDLED = resolve(import.meta.dirname, '../../../models/millwright-embed-small');
const WORD_PIECES = 30_000;

export interface EmbeddingModelShape {
  /** Numbers per vector; 24 unless given. */
  dimension?: number;
  /** Another seed is another model. */
  seed?: number;
}

/**
 * Writes a small embedding model, folder and all: a real tokenizer and a graph for the real ONNX Runtime that gives each word piece a vector of
 * its own drawn by chance. Texts with the same words come out near to each other, as with any bag of words.
 */
export function makeEmbeddingModel(directory: string, { dimension = 24, seed = 1 }: EmbeddingModelShape = {}): string {
  mkdirSync(join(directory, 'onnx'), { recursive: true });
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json']) copyFileSync(join(BUNDLED, file), join(directory, file));
  writeFileSync(join(directory, 'config.json'), JSON.stringify({ architectures: ['BertModel'], model_type: 'bert', max_position_embeddings: 512, hidden_size: dimension }));
  writeFileSync(
    join(directory, 'onnx', 'model.onnx'),
    onnxModel({
      inputs: ['input_ids', 'attention_mask', 'token_type_ids'],
      output: 'last_hidden_state',
      outputRank: 3,
      nodes: [{ op: 'Gather', inputs: ['pieces', 'input_ids'], output: 'last_hidden_state' }],
      constants: [{ name: 'pieces', type: 'float', dims: [WORD_PIECES, dimension], values: drawn(WORD_PIECES * dimension, seed) }],
    }),
  );
  return directory;
}

/** Numbers from -0.5 to 0.5, the same for the same seed (a linear congruential generator with the constants of Numerical Recipes). */
function drawn(count: number, seed: number): number[] {
  let state = seed >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}
