import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type GraphNode, onnxModel } from './onnx-writer.ts';

const BUNDLED = resolve(import.meta.dirname, '../../../models/millwright-embed-small');
/** Ids of `[PAD] … [MASK]`, which stand in every pair. */
const LAST_SPECIAL = 4;

export interface CrossEncoderShape {
  /** Numbers it gives for a pair. */
  labels?: number;
  /** Runs a loop so long that no time budget holds. */
  slow?: boolean;
}

/**
 * Writes a small cross-encoder, folder and all: a real tokenizer and a graph for the real ONNX Runtime whose output is the number of
 * word pieces that the question and the passage share, less 4. Not trained on anything, but it does depend on both texts.
 */
export function makeCrossEncoder(directory: string, { labels = 1, slow = false }: CrossEncoderShape = {}): string {
  mkdirSync(join(directory, 'onnx'), { recursive: true });
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json']) copyFileSync(join(BUNDLED, file), join(directory, file));
  const id2label = Object.fromEntries(Array.from({ length: labels }, (_, n) => [n, `LABEL_${n}`]));
  writeFileSync(join(directory, 'config.json'), JSON.stringify({ architectures: ['BertForSequenceClassification'], model_type: 'bert', max_position_embeddings: 512, id2label }));
  writeFileSync(join(directory, 'onnx', 'model.onnx'), sharedWords(labels, slow));
  return directory;
}

function sharedWords(labels: number, slow: boolean): Uint8Array {
  const nodes: GraphNode[] = [
    { op: 'Unsqueeze', inputs: ['input_ids', 'two'], output: 'down' },
    { op: 'Unsqueeze', inputs: ['input_ids', 'one'], output: 'across' },
    { op: 'Equal', inputs: ['down', 'across'], output: 'same' },
    { op: 'Cast', inputs: ['same'], output: 'sameF', to: 'float' },
    { op: 'Greater', inputs: ['input_ids', 'lastSpecial'], output: 'word' },
    { op: 'Cast', inputs: ['word'], output: 'wordF', to: 'float' },
    { op: 'Mul', inputs: ['token_type_ids', 'attention_mask'], output: 'second' },
    { op: 'Sub', inputs: ['attention_mask', 'second'], output: 'first' },
    { op: 'Cast', inputs: ['second'], output: 'secondF', to: 'float' },
    { op: 'Cast', inputs: ['first'], output: 'firstF', to: 'float' },
    { op: 'Mul', inputs: ['firstF', 'wordF'], output: 'question' },
    { op: 'Unsqueeze', inputs: ['question', 'two'], output: 'questionDown' },
    { op: 'Unsqueeze', inputs: ['secondF', 'one'], output: 'passageAcross' },
    { op: 'Mul', inputs: ['sameF', 'questionDown'], output: 'asked' },
    { op: 'Mul', inputs: ['asked', 'passageAcross'], output: 'shared' },
    { op: 'ReduceSum', inputs: ['shared', 'two'], output: 'ofEach' },
    { op: 'Sign', inputs: ['ofEach'], output: 'found' },
    { op: 'ReduceSum', inputs: ['found', 'one'], output: 'count' },
    ...(slow ? delay('count', 'slowCount') : []),
    { op: 'Sub', inputs: [slow ? 'slowCount' : 'count', 'four'], output: 'less' },
    { op: 'Squeeze', inputs: ['less', 'two'], output: 'column' },
    { op: 'Tile', inputs: ['column', 'tiles'], output: 'logits' },
  ];
  return onnxModel({
    inputs: ['input_ids', 'attention_mask', 'token_type_ids'],
    output: 'logits',
    nodes,
    constants: [
      { name: 'one', type: 'int64', dims: [1], values: [1] },
      { name: 'two', type: 'int64', dims: [1], values: [2] },
      { name: 'lastSpecial', type: 'int64', dims: [1], values: [LAST_SPECIAL] },
      { name: 'four', type: 'float', dims: [1], values: [4] },
      { name: 'tiles', type: 'int64', dims: [2], values: [1, labels] },
      ...(slow ? [{ name: 'side', type: 'int64' as const, dims: [2], values: [1_500, 1_500] }, { name: 'nought', type: 'float' as const, dims: [1], values: [0] }] : []),
    ],
  });
}

/** Multiplies large matrices and adds nothing of them. */
function delay(from: string, to: string): GraphNode[] {
  // The size of the first matrix hangs on the input, or the runtime would work it all out while loading.
  const rounds = Array.from({ length: 40 }, (_, n): GraphNode => ({ op: 'MatMul', inputs: [`m${n}`, `m${n}`], output: `m${n + 1}` }));
  return [
    { op: 'ReduceSum', inputs: [from], output: 'total' },
    { op: 'Mul', inputs: ['total', 'nought'], output: 'zero' },
    { op: 'Expand', inputs: ['zero', 'side'], output: 'm0' },
    ...rounds,
    { op: 'ReduceSum', inputs: [`m${rounds.length}`], output: 'nothing' },
    { op: 'Squeeze', inputs: ['nothing'], output: 'nothingFlat' },
    { op: 'Add', inputs: [from, 'nothingFlat'], output: to },
  ];
}
