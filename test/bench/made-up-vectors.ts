import type { IndexedChunk } from '#test/knowledge/put-chunks.ts';

/** Length of the bundled model's vectors. */
export const DIMENSION = 256;
/** One document in ten has the lowest label, so that asking for it alone is a filter of 10 %. */
const EVERY = 10;
const [SUBJECTS, FREEDOMS, CHUNKS_PER_DOCUMENT] = [400, 32, 100];

/** Vectors made up to lie as those of texts do: in heaps around subjects, and mostly along a few directions. Seeded. */
export interface MadeUp {
  /** One after the other. */
  vectors: Float32Array;
  chunk(n: number): IndexedChunk;
  numberOf(chunkId: string): number;
  question(n: number): Float32Array;
  /** The best `count` by products in full precision, one by one; filtered as `maxLabelRank: 0` does. */
  nearest(question: Float32Array, count: number, filtered: boolean): number[];
}

export function madeUp(count: number): MadeUp {
  const random = numbers(20_261);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const directions = Float32Array.from({ length: FREEDOMS * DIMENSION }, normal);
  const subjects = Float32Array.from({ length: SUBJECTS * FREEDOMS }, normal);

  function write(target: Float32Array): Float32Array {
    const subject = Math.floor(random() * SUBJECTS) * FREEDOMS;
    target.fill(0);
    for (let f = 0; f < FREEDOMS; f++) {
      const weight = (subjects[subject + f] ?? 0) + 0.35 * normal();
      for (let i = 0; i < DIMENSION; i++) target[i] = (target[i] ?? 0) + weight * (directions[f * DIMENSION + i] ?? 0);
    }
    const length = Math.hypot(...target);
    for (let i = 0; i < DIMENSION; i++) target[i] = (target[i] ?? 0) / length;
    return target;
  }

  const vectors = new Float32Array(count * DIMENSION);
  const vector = (n: number): Float32Array => vectors.subarray(n * DIMENSION, (n + 1) * DIMENSION);
  for (let n = 0; n < count; n++) write(vector(n));
  const questions = Array.from({ length: 200 }, () => write(new Float32Array(DIMENSION)));

  return {
    vectors,
    chunk: (n) => ({ chunkId: idOf(n, 1), documentId: idOf(Math.floor(n / CHUNKS_PER_DOCUMENT), 2), text: textOf(n), labelRank: isLow(n) ? 0 : 3, vector: vector(n) }),
    numberOf: (chunkId) => Number.parseInt(chunkId.slice(-12), 16),
    question: (n) => questions[n % questions.length] ?? new Float32Array(DIMENSION),
    nearest(question, wanted, filtered) {
      const scores = new Float64Array(count).fill(-2);
      for (let n = 0; n < count; n++) {
        if (filtered && !isLow(n)) continue;
        let sum = 0;
        for (let i = 0; i < DIMENSION; i++) sum += (vectors[n * DIMENSION + i] ?? 0) * (question[i] ?? 0);
        scores[n] = sum;
      }
      const least = scores.toSorted().at(-wanted) ?? 0;
      return [...scores.keys()].filter((n) => (scores[n] ?? 0) >= least).slice(0, wanted);
    },
  };
}

const VERBS = 'open close check drain vent isolate grease replace torque inspect clean calibrate record reset prime flush'.split(' ');
const PARTS = 'valve pump bearing seal gasket motor coupling strainer filter gauge sensor actuator flange impeller shaft heater'.split(' ');

const isLow = (n: number): boolean => Math.floor(n / CHUNKS_PER_DOCUMENT) % EVERY === 0;
const textOf = (n: number): string => `${VERBS[(n * 7) % 16]} the ${PARTS[(n * 11) % 16]} P-${n % 9_973} and ${VERBS[(n * 13) % 16]} the ${PARTS[(n * 3) % 16]} at ${n % 97} bar`;
const idOf = (n: number, kind: number): string => `0000000${kind}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
