import { type GgufFile, type MetadataValue, type Tensor, writeGguf } from './gguf-writer.ts';
import { type LlamaShape, llamaMetadata, llamaTensors, type Weights } from './llama-shape.ts';
import { Vocabulary } from './vocabulary.ts';

const POOLING = { last: 3, rank: 4 } as const;
const RERANK_TEMPLATE = '<|im_start|>{query}<|im_end|>{document}<|im_end|>';

/** Writes a small decoder of the architecture "qwen3" with random weights, always the same, that embeds by its last token or judges with a head of two labels, as Qwen3-Embedding and Qwen3-Reranker do. */
export function makeQwenGguf(path: string, pooling: keyof typeof POOLING): void {
  writeGguf(path, qwenGguf(pooling));
}

function qwenGguf(pooling: keyof typeof POOLING): GgufFile {
  const vocabulary = new Vocabulary();
  vocabulary.addEnglish();
  const shape: LlamaShape = { name: `tiny-qwen-${pooling}`, contextTokens: 512, width: 64, layers: 2, feedForward: 64, heads: 2, keyValueHeads: 1, vocabulary: vocabulary.size };
  const headWidth = shape.width / shape.heads;
  let state = 7;
  const weights: Weights = (length) =>
    Float32Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return (state / 2 ** 31 - 1) * 0.3;
    });
  const metadata: Record<string, MetadataValue> = {
    ...Object.fromEntries(Object.entries(llamaMetadata(shape, 'f32')).map(([key, value]) => [key.replace(/^llama\./, 'qwen3.'), value])),
    'general.architecture': { string: 'qwen3' },
    'qwen3.attention.key_length': { u32: headWidth },
    'qwen3.attention.value_length': { u32: headWidth },
    'qwen3.pooling_type': { u32: POOLING[pooling] },
    ...(pooling === 'rank' ? { 'qwen3.classifier.output_labels': { strings: ['yes', 'no'] }, 'tokenizer.chat_template.rerank': { string: RERANK_TEMPLATE } } : {}),
    ...vocabulary.metadata(),
  };
  const norms = (name: string): Tensor[] => Array.from({ length: shape.layers }, (_, layer) => ({ name: `blk.${layer}.${name}.weight`, shape: [headWidth], type: 'f32' as const, values: new Float32Array(headWidth).fill(1) }));
  const head: Tensor[] = pooling === 'rank' ? [{ name: 'cls.output.weight', shape: [shape.width, 2], type: 'f32', values: weights(shape.width * 2) }] : [];
  return { metadata, tensors: [...llamaTensors(shape, 'f32', weights), ...norms('attn_q_norm'), ...norms('attn_k_norm'), ...head] };
}
