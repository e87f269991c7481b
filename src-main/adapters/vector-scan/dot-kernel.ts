import {
  add, addVectors, below, type Code, constant, dotPairs, get, lane, load, loadVector, loopWhile, moduleOf, multiply, set, store, widenHigh, widenLow, zeroVector,
} from './wasm-code.ts';

/** The kernel takes so many bytes at a step: rows are padded with zeros to a multiple of it. */
export const STEP_BYTES = 32;

/**
 * Dot products of 8-bit rows with one 16-bit query, in bytes of the memory: `list` holds `count` (at least one) row
 * numbers, row n lies at `base + n * rowBytes`, and the products are written to `out` in the order of the list, 32 bits each.
 */
export type DotKernel = (query: number, list: number, count: number, base: number, rowBytes: number, out: number) => void;

const [QUERY, LIST, COUNT, BASE, ROW_BYTES, OUT] = [0, 1, 2, 3, 4, 5];
const [AT, END, FACTOR, LOW, HIGH, PART] = [6, 7, 8, 9, 10, 11];

const forward = (local: number, bytes: number): Code => set(local, add(get(local), constant(bytes)));
const accumulate = (sum: number, widened: Code, offset: number): Code => set(sum, addVectors(get(sum), dotPairs(widened, loadVector(get(FACTOR), offset))));

/** Sixteen bytes of the row against 32 of the query. */
const half = (offset: number): Code[] => [
  set(PART, loadVector(get(AT), offset)),
  accumulate(LOW, widenLow(get(PART)), 2 * offset),
  accumulate(HIGH, widenHigh(get(PART)), 2 * offset + 16),
];

const product: Code[] = [
  set(AT, add(get(BASE), multiply(load(get(LIST)), get(ROW_BYTES)))),
  set(END, add(get(AT), get(ROW_BYTES))),
  set(FACTOR, get(QUERY)),
  set(LOW, zeroVector),
  set(HIGH, zeroVector),
  // The query takes two bytes a number: 64 a step, written as two constants of one byte.
  loopWhile(below(get(AT), get(END)), ...half(0), ...half(16), forward(AT, STEP_BYTES), forward(FACTOR, STEP_BYTES), forward(FACTOR, STEP_BYTES)),
  set(LOW, addVectors(get(LOW), get(HIGH))),
];
const lanes = [0, 1, 2, 3].map((index) => lane(get(LOW), index)).reduce(add);

const compiled = new WebAssembly.Module(
  moduleOf({
    name: 'dots',
    parameters: 6,
    integers: 3,
    vectors: 3,
    body: loopWhile(get(COUNT), ...product, store(get(OUT), lanes), forward(OUT, 4), forward(LIST, 4), forward(COUNT, -1)),
  }),
);

export function createDotKernel(memory: WebAssembly.Memory): DotKernel {
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports.dots as DotKernel;
}
