import { writeGguf } from './gguf-writer.ts';
import { type LlamaShape, type Weights, llamaMetadata, llamaTensors } from './llama-shape.ts';
import { Vocabulary, withSpaceSigns } from './vocabulary.ts';

export interface Script {
  /** What the model calls itself. */
  name?: string;
  /** The answer in pieces, one token each; no piece may occur twice, because each token has one successor. */
  answer: readonly string[];
  /** Another answer, in pieces of its own, written where a grammar forbids the first piece of the answer. */
  otherwise?: readonly string[];
  /** Layers that compute and change nothing; more of them make a slower model. 1 unless given. */
  layers?: number;
  /** Whether the same words in a prompt are the same tokens, as with a real vocabulary; otherwise they are spelled out there. */
  quotable?: boolean;
  /** Numbers the weights are stored as; f16 unless given. */
  type?: 'f16' | 'q4_0';
  /** Least width of the embedding and of the feed-forward layers; as small as the script allows unless given. */
  width?: number;
  /** Of an attention head; 32 unless given, where real models have 64 or 128. */
  headWidth?: number;
}

const HEAD_WIDTH = 32;
/** The axis of every token that is not in the script; what follows it is the end of the turn. */
const OTHER = 0;

/**
 * Writes a model that answers every conversation with the same text. Attention and feed-forward are zero, each token of the
 * script has an axis of its own as embedding, and the output row of a token looks for its predecessor's axis: after
 * "assistant\n" comes the first piece, and so on to the end of the turn. llama.cpp runs it like any other model.
 */
export function makeScriptedGguf(path: string, { name = 'scripted', answer, otherwise = [], layers = 1, quotable = false, type = 'f16', width: least = HEAD_WIDTH, headWidth = HEAD_WIDTH }: Script): void {
  const vocabulary = new Vocabulary();
  const start = vocabulary.addWord('assistant\n');
  if (quotable) addQuotable(vocabulary, answer);
  vocabulary.addEnglish();
  const chain = [start, ...addScript(vocabulary, answer)];
  const second = addScript(vocabulary, otherwise);
  const width = Math.ceil(Math.max(least, chain.length + 1) / headWidth) * headWidth;
  const axisOf = new Map([...chain, ...second].map((token, index) => [token, index + 1]));

  const embedding = new Float32Array(vocabulary.size * width);
  for (let token = 0; token < vocabulary.size; token += 1) embedding[token * width + (axisOf.get(token) ?? OTHER)] = 1;
  const output = new Float32Array(vocabulary.size * width);
  output[vocabulary.endOfTurn * width + OTHER] = 1;
  chain.forEach((token, index) => {
    const next = chain[index + 1] ?? vocabulary.endOfTurn;
    output[next * width + (axisOf.get(token) ?? OTHER)] = 1;
  });
  second.forEach((token, index) => {
    // Less than the first piece of the answer wants the place after the beginning.
    if (index === 0) output[token * width + (axisOf.get(start) ?? OTHER)] = 0.6;
    output[(second[index + 1] ?? vocabulary.endOfTurn) * width + (axisOf.get(token) ?? OTHER)] = 1;
  });

  const shape: LlamaShape = { name, contextTokens: 8192, width, layers, feedForward: least, heads: width / headWidth, keyValueHeads: 1, vocabulary: vocabulary.size };
  const zeros: Weights = (length) => new Float32Array(length);
  writeGguf(path, { metadata: { ...llamaMetadata(shape, type), ...vocabulary.metadata() }, tensors: llamaTensors(shape, type, zeros, () => embedding, () => output) });
}

/** Words are found in text before any other, those that begin with a space first: what merges first is what was added first. */
function addQuotable(vocabulary: Vocabulary, answer: readonly string[]): void {
  const words = answer.map(withSpaceSigns);
  for (const spaced of [true, false]) for (const word of words) if (word.startsWith('▁') === spaced) vocabulary.addWord(word);
}

function addScript(vocabulary: Vocabulary, answer: readonly string[]): number[] {
  const tokens = answer.map((piece) => vocabulary.add(withSpaceSigns(piece)));
  const repeated = answer.find((_, index) => tokens.indexOf(tokens[index] ?? -1) !== index);
  if (repeated !== undefined) throw new Error(`"${repeated}" occurs twice in the script`);
  return tokens;
}

/** Pieces of a long answer, each different: "Check valve V-001. Check valve V-002." and so on. */
export function longScript(pieces: number): string[] {
  return Array.from({ length: pieces }, (_, index) => `${index === 0 ? '' : ' '}Check valve V-${String(index + 1).padStart(3, '0')}.`);
}
