import { type GgufFile, type Tensor, writeGguf } from './gguf-writer.ts';
import { type LlamaShape, type Weights, llamaMetadata, llamaTensors } from './llama-shape.ts';
import { Vocabulary } from './vocabulary.ts';

/** Writes a valid model with random weights (less than a million, always the same): it runs like any other and talks nonsense. */
export function makeTinyGguf(path: string, type: Tensor['type'] = 'f32'): void {
  writeGguf(path, tinyGguf(type));
}

/** The tiny model before it is written, to damage one part of it. */
export function tinyGguf(type: Tensor['type'] = 'f32'): GgufFile {
  const vocabulary = new Vocabulary();
  vocabulary.addEnglish();
  const shape: LlamaShape = { name: 'tiny-random', contextTokens: 4096, width: 128, layers: 3, feedForward: 256, heads: 4, keyValueHeads: 2, vocabulary: vocabulary.size };
  const random = seededNormal(42);
  const scaled = (scale: number): Weights => (length) => Float32Array.from({ length }, () => random() * scale);
  return { metadata: { ...llamaMetadata(shape, type), ...vocabulary.metadata() }, tensors: llamaTensors(shape, type, scaled(0.08), scaled(0.08), scaled(0.3)) };
}

/** Roughly normal numbers, the same for the same seed: a linear congruential generator, four draws averaged. */
function seededNormal(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3);
}
