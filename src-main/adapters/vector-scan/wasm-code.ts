/** Instructions of WebAssembly as bytes, as many as the scan's kernel needs (WebAssembly Core Specification 2.0, chapter 5). */
export type Code = readonly number[];

const VOID = 0x40;
const I32 = 0x7f;
const V128 = 0x7b;
const SIMD = 0xfd;

function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** Small constants only: one byte of LEB128 holds -64 to 63. */
function small(value: number): number[] {
  if (value < -64 || value > 63) throw new RangeError('not a small constant');
  return [value & 0x7f];
}

const vector = (operation: number, ...rest: number[]): Code => [SIMD, ...unsigned(operation), ...rest];

export const get = (local: number): Code => [0x20, local];
export const set = (local: number, ...value: Code[]): Code => [...value.flat(), 0x21, local];
export const constant = (value: number): Code => [0x41, ...small(value)];
export const add = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const multiply = (a: Code, b: Code): Code => [...a, ...b, 0x6c];
export const below = (a: Code, b: Code): Code => [...a, ...b, 0x49];
export const load = (address: Code): Code => [...address, 0x28, 2, 0];
export const store = (address: Code, value: Code): Code => [...address, ...value, 0x36, 2, 0];
/** Runs the body again while the condition at its end is not zero. */
export const loopWhile = (condition: Code, ...body: Code[]): Code => [0x03, VOID, ...body.flat(), ...condition, 0x0d, 0, 0x0b];

export const loadVector = (address: Code, offset: number): Code => [...address, ...vector(0x00, 0, ...unsigned(offset))];
export const zeroVector: Code = vector(0x0c, ...Array.from({ length: 16 }, () => 0));
/** The first or last eight of sixteen signed bytes, as 16-bit numbers. */
export const widenLow = (bytes: Code): Code => [...bytes, ...vector(0x87)];
export const widenHigh = (bytes: Code): Code => [...bytes, ...vector(0x88)];
/** Products of eight pairs of 16-bit numbers, neighbours summed to four 32-bit numbers. */
export const dotPairs = (a: Code, b: Code): Code => [...a, ...b, ...vector(0xba)];
export const addVectors = (a: Code, b: Code): Code => [...a, ...b, ...vector(0xae)];
export const lane = (from: Code, index: number): Code => [...from, ...vector(0x1b, index)];

export interface WasmFunction {
  name: string;
  /** Parameters, all 32-bit integers; locals are numbered on from here: integers first, then vectors. */
  parameters: number;
  integers: number;
  vectors: number;
  body: Code;
}

const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const sized = (content: Code): Code => [...unsigned(content.length), ...content];
const named = (name: string): Code => sized([...new TextEncoder().encode(name)]);

/** A module of one function without a result, over the memory imported as `env.memory`. */
export function moduleOf({ name, parameters, integers, vectors, body }: WasmFunction): Uint8Array<ArrayBuffer> {
  const code = [2, ...unsigned(integers), I32, ...unsigned(vectors), V128, ...body, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, ...sized(Array.from({ length: parameters }, () => I32)), 0]),
    ...section(2, [1, ...named('env'), ...named('memory'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...named(name), 0x00, 0]),
    ...section(10, [1, ...sized(code)]),
  ]);
}
