import type { MetadataValue, Tensor } from './gguf-writer.ts';

/** Sizes of a small model of the llama architecture. */
export interface LlamaShape {
  name: string;
  contextTokens: number;
  width: number;
  layers: number;
  feedForward: number;
  heads: number;
  keyValueHeads: number;
  vocabulary: number;
}

export type Weights = (length: number) => Float32Array;

/** @param type numbers the matrices are stored as, which the file also names as its quantization */
export function llamaMetadata(shape: LlamaShape, type: Tensor['type']): Record<string, MetadataValue> {
  return {
    'general.architecture': { string: 'llama' },
    'general.name': { string: shape.name },
    'general.license': { string: 'apache-2.0' },
    'general.file_type': { u32: { f32: 0, f16: 1, q4_0: 2 }[type] },
    'llama.context_length': { u32: shape.contextTokens },
    'llama.embedding_length': { u32: shape.width },
    'llama.block_count': { u32: shape.layers },
    'llama.feed_forward_length': { u32: shape.feedForward },
    'llama.attention.head_count': { u32: shape.heads },
    'llama.attention.head_count_kv': { u32: shape.keyValueHeads },
    'llama.attention.layer_norm_rms_epsilon': { f32: 1e-5 },
    'llama.rope.dimension_count': { u32: shape.width / shape.heads },
    'llama.rope.freq_base': { f32: 10_000 },
    'llama.vocab_size': { u32: shape.vocabulary },
  };
}

/** Every weight of the architecture, each matrix filled by `weights`, the norms with ones. */
export function llamaTensors(shape: LlamaShape, type: Tensor['type'], weights: Weights, embedding: Weights = weights, output: Weights = weights): Tensor[] {
  const { width, feedForward, vocabulary } = shape;
  const keyValue = (width / shape.heads) * shape.keyValueHeads;
  const matrix = (name: string, columns: number, rows: number, fill: Weights): Tensor => ({ name, shape: [columns, rows], type, values: fill(columns * rows) });
  const norm = (name: string): Tensor => ({ name, shape: [width], type: 'f32', values: new Float32Array(width).fill(1) });
  const block = (index: number): Tensor[] => {
    const at = (name: string): string => `blk.${index}.${name}.weight`;
    return [
      norm(at('attn_norm')),
      matrix(at('attn_q'), width, width, weights),
      matrix(at('attn_k'), width, keyValue, weights),
      matrix(at('attn_v'), width, keyValue, weights),
      matrix(at('attn_output'), width, width, weights),
      norm(at('ffn_norm')),
      matrix(at('ffn_gate'), width, feedForward, weights),
      matrix(at('ffn_up'), width, feedForward, weights),
      matrix(at('ffn_down'), feedForward, width, weights),
    ];
  };
  return [
    matrix('token_embd.weight', width, vocabulary, embedding),
    ...Array.from({ length: shape.layers }, (_, index) => block(index)).flat(),
    norm('output_norm.weight'),
    matrix('output.weight', width, vocabulary, output),
  ];
}
