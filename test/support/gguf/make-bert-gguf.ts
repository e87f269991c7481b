import { type GgufFile, type MetadataValue, type Tensor, writeGguf } from './gguf-writer.ts';

/** Numbers as llama.cpp has them. */
const POOLING = { none: 0, mean: 1, cls: 2, rank: 4 } as const;
const TOKEN_TYPE = { normal: 1, unknown: 2, control: 3 } as const;
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const WORDS = (
  'the of and to in is are at on by with what when how which does ' +
  'pump valve relief pressure bar tank agitator turns rpm motor conveyor greased weeks crew unit plant manual stops opens safety boiler feed suction crane hook grease month every galaxy rotates slowly started from panel'
).split(' ');

export interface BertShape {
  /** How one vector is made of all tokens; null leaves it unsaid. `none` says that none is. */
  pooling: keyof typeof POOLING | null;
  name?: string;
  width?: number;
  contextTokens?: number;
  seed?: number;
  /** Left out, a model with `rank` has no head to judge with. */
  head?: boolean;
}

/**
 * Writes a small encoder of the architecture "bert" with random weights, always the same: each word has a vector of its own, attention passes on the
 * mean of all, and nothing else happens. Texts with the same words come out near to each other; pairs get scores that depend on both texts.
 */
export function makeBertGguf(path: string, shape: BertShape): void {
  writeGguf(path, bertGguf(shape));
}

/** The model before it is written, to damage one part of it. */
export function bertGguf({ pooling, name = 'tiny-bert', width = 32, contextTokens = 128, seed = 3, head = true }: BertShape): GgufFile {
  const letters = Array.from({ length: 94 }, (_, n) => String.fromCharCode(33 + n)).filter((letter) => letter === letter.toLowerCase());
  // In a GGUF file, "▁" marks the beginning of a word and continuations stand bare.
  const tokens = [...new Set([...SPECIAL, ...letters.map((letter) => `▁${letter}`), ...letters, ...WORDS.map((word) => `▁${word}`)])];
  const random = drawn(seed);
  const fill = (length: number, scale: number): Float32Array => Float32Array.from({ length }, () => random() * scale);
  const tensor = (tensorName: string, dims: number[], values: Float32Array): Tensor => ({ name: tensorName, shape: dims, type: 'f32', values });
  const zeros = (tensorName: string, ...dims: number[]): Tensor => tensor(tensorName, dims, new Float32Array(dims.reduce((size, dim) => size * dim, 1)));
  const norm = (tensorName: string): Tensor[] => [tensor(`${tensorName}.weight`, [width], new Float32Array(width).fill(1)), zeros(`${tensorName}.bias`, width)];
  const linear = (tensorName: string, columns: number, rows: number, values: Float32Array): Tensor[] => [tensor(`${tensorName}.weight`, [columns, rows], values), zeros(`${tensorName}.bias`, rows)];
  const identity = Float32Array.from({ length: width * width }, (_, n) => (Math.floor(n / width) === n % width ? 1 : 0));
  const nothing = (size: number): Float32Array => new Float32Array(size);
  const metadata: Record<string, MetadataValue> = {
    'general.architecture': { string: 'bert' },
    'general.name': { string: name },
    'general.license': { string: 'apache-2.0' },
    'general.file_type': { u32: 0 },
    'bert.context_length': { u32: contextTokens },
    'bert.embedding_length': { u32: width },
    'bert.block_count': { u32: 1 },
    'bert.feed_forward_length': { u32: width },
    'bert.attention.head_count': { u32: 2 },
    'bert.attention.layer_norm_epsilon': { f32: 1e-12 },
    'bert.attention.causal': { bool: false },
    ...(pooling === null ? {} : { 'bert.pooling_type': { u32: POOLING[pooling] } }),
    'tokenizer.ggml.model': { string: 'bert' },
    'tokenizer.ggml.pre': { string: 'jina-v2-en' },
    'tokenizer.ggml.tokens': { strings: tokens },
    'tokenizer.ggml.scores': { f32s: tokens.map(() => -1000) },
    'tokenizer.ggml.token_type': { i32s: tokens.map((_, id) => (id === 1 ? TOKEN_TYPE.unknown : id < SPECIAL.length ? TOKEN_TYPE.control : TOKEN_TYPE.normal)) },
    'tokenizer.ggml.token_type_count': { u32: 2 },
    'tokenizer.ggml.padding_token_id': { u32: 0 },
    'tokenizer.ggml.unknown_token_id': { u32: 1 },
    'tokenizer.ggml.bos_token_id': { u32: 2 },
    'tokenizer.ggml.cls_token_id': { u32: 2 },
    'tokenizer.ggml.eos_token_id': { u32: 3 },
    'tokenizer.ggml.seperator_token_id': { u32: 3 },
    'tokenizer.ggml.mask_token_id': { u32: 4 },
  };
  const tensors = [
    tensor('token_embd.weight', [width, tokens.length], fill(width * tokens.length, 1)),
    zeros('token_types.weight', width, 2),
    zeros('position_embd.weight', width, contextTokens),
    ...norm('token_embd_norm'),
    ...linear('blk.0.attn_q', width, width, nothing(width * width)),
    ...linear('blk.0.attn_k', width, width, nothing(width * width)),
    ...linear('blk.0.attn_v', width, width, identity),
    ...linear('blk.0.attn_output', width, width, identity),
    ...norm('blk.0.attn_output_norm'),
    ...linear('blk.0.ffn_up', width, width, nothing(width * width)),
    ...linear('blk.0.ffn_down', width, width, nothing(width * width)),
    ...norm('blk.0.layer_output_norm'),
    ...(pooling === 'rank' && head ? [...linear('cls', width, width, identity), ...linear('cls.output', width, 1, fill(width, 1))] : []),
  ];
  return { metadata, tensors };
}

/** Numbers from -1 to 1, the same for the same seed. */
function drawn(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
