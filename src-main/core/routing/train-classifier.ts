import type { SparseVector } from './question-features.ts';

export interface LabelledVector extends SparseVector {
  /** Which class it is of. */
  target: number;
  /** How much it counts. */
  weight: number;
}

export interface TrainingTask {
  classes: number;
  /** Width of the vectors. */
  width: number;
  examples: readonly LabelledVector[];
  /** Weights to go on from; zeros where there are none. As {@link LinearWeights}. */
  from: Float32Array | null;
  rounds: number;
}

/** By class: a bias and a weight for every index of a vector, `classes × (width + 1)`, the bias last. */
export type LinearWeights = Float32Array;

const STEP = 0.5;
const DECAY = 1e-5;

/**
 * Multinomial logistic regression by AdaGrad. The order of the examples is shuffled by a fixed seed, so that the same examples give
 * the same weights.
 */
export function trainClassifier({ classes, width, examples, from, rounds }: TrainingTask): LinearWeights {
  const row = width + 1;
  const weights = from?.slice() ?? new Float32Array(classes * row);
  const squares = new Float32Array(classes * row).fill(1e-3);
  const order = examples.map((_, at) => at);
  const random = seeded(7);
  for (let round = 0; round < rounds; round += 1) {
    shuffle(order, random);
    for (const at of order) {
      const example = examples[at];
      if (example) learn(example, weights, squares, classes, width);
    }
  }
  return weights;
}

function learn(example: LabelledVector, weights: LinearWeights, squares: Float32Array, classes: number, width: number): void {
  const likely = softmax(scoresOf(example, weights, classes, width));
  const { indexes, values, target, weight } = example;
  for (let kind = 0; kind < classes; kind += 1) {
    const error = ((likely[kind] ?? 0) - (kind === target ? 1 : 0)) * weight;
    if (Math.abs(error) < 1e-4) continue;
    const base = kind * (width + 1);
    for (let i = 0; i < indexes.length; i += 1) step(weights, squares, base + (indexes[i] ?? 0), error * (values[i] ?? 0));
    step(weights, squares, base + width, error * 0.1);
  }
}

function step(weights: LinearWeights, squares: Float32Array, at: number, slope: number): void {
  const gradient = slope + DECAY * (weights[at] ?? 0);
  squares[at] = (squares[at] ?? 0) + gradient * gradient;
  weights[at] = (weights[at] ?? 0) - (STEP * gradient) / Math.sqrt(squares[at] ?? 1);
}

/** How well a vector fits each class; comparable among the classes only. */
export function scoresOf({ indexes, values }: SparseVector, weights: LinearWeights, classes: number, width: number): Float64Array {
  const scores = new Float64Array(classes);
  for (let kind = 0; kind < classes; kind += 1) {
    const base = kind * (width + 1);
    let sum = weights[base + width] ?? 0;
    for (let i = 0; i < indexes.length; i += 1) sum += (weights[base + (indexes[i] ?? 0)] ?? 0) * (values[i] ?? 0);
    scores[kind] = sum;
  }
  return scores;
}

export function softmax(scores: Float64Array): Float64Array {
  const highest = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - highest));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

/** Mulberry32: numbers from 0 to below 1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffle(order: number[], random: () => number): void {
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
}
