import { writeGguf } from './gguf-writer.ts';
import { type LlamaShape, type Weights, llamaMetadata, llamaTensors } from './llama-shape.ts';
import { Vocabulary, withSpaceSigns } from './vocabulary.ts';

export interface Script {
  /** The answer in pieces, one token each; no piece may occur twice, because each token has one successor. */
  answer: readonly string[];
}

const HEAD_WIDTH = 32;

/**
 * Writes a model that answers every conversation with the same text. Attention and feed-forward are zero, each token's
 * embedding is its own axis, and the output row of a token looks for its predecessor: the token after "assistant\n" is the
 * first piece, and so on to the end of the turn. Everything about it runs through llama.cpp as with any model.
 */
export function makeScriptedGguf(path: string, { answer }: Script): void {
  const vocabulary = new Vocabulary();
  const start = vocabulary.addWord('assistant\n');
  vocabulary.addCharacters();
  const successor = linkTokens(vocabulary, start, answer);
  vocabulary.padTo(Math.ceil(vocabulary.size / HEAD_WIDTH) * HEAD_WIDTH);

  const size = vocabulary.size;
  const shape: LlamaShape = { name: 'scripted', contextTokens: 8192, width: size, layers: 1, feedForward: HEAD_WIDTH, heads: size / HEAD_WIDTH, keyValueHeads: 1, vocabulary: size };
  const zeros: Weights = (length) => new Float32Array(length);
  const ownAxis: Weights = (length) => oneHot(length, size, (token) => token);
  const fromPredecessor: Weights = (length) => oneHot(length, size, (token) => token, (token) => successor.get(token) ?? vocabulary.endOfTurn);
  writeGguf(path, { metadata: { ...llamaMetadata(shape, 'f16'), ...vocabulary.metadata() }, tensors: llamaTensors(shape, 'f16', zeros, ownAxis, fromPredecessor) });
}

/** Pieces of a long answer, each different: "Step 1: check valve V-001. " and so on. */
export function longScript(pieces: number): string[] {
  return Array.from({ length: pieces }, (_, index) => `${index === 0 ? '' : ' '}Check valve V-${String(index + 1).padStart(3, '0')}.`);
}

function linkTokens(vocabulary: Vocabulary, start: number, answer: readonly string[]): Map<number, number> {
  const successor = new Map<number, number>();
  let previous = start;
  for (const piece of answer) {
    const text = withSpaceSigns(piece);
    const token = vocabulary.add(text);
    if (successor.has(token) || token === previous) throw new Error(`"${piece}" occurs twice in the script`);
    successor.set(previous, token);
    previous = token;
  }
  successor.set(previous, vocabulary.endOfTurn);
  return successor;
}

function oneHot(length: number, width: number, column: (token: number) => number, row: (token: number) => number = (token) => token): Float32Array {
  const values = new Float32Array(length);
  for (let token = 0; token < width; token += 1) values[row(token) * width + column(token)] = 1;
  return values;
}
