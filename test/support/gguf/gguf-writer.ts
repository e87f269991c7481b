import { writeFileSync } from 'node:fs';
import { ByteSink } from './byte-sink.ts';

/** Value types of GGUF metadata (GGUF specification, version 3). */
const VALUE_TYPE = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;
const TENSOR_TYPE = { f32: 0, f16: 1, q4_0: 2 } as const;
/** Values that share a scale in q4_0. */
const BLOCK = 32;
const ALIGNMENT = 32;

export type MetadataValue =
  | { u32: number }
  | { f32: number }
  | { bool: boolean }
  | { string: string }
  | { strings: readonly string[] }
  | { f32s: readonly number[] }
  | { i32s: readonly number[] };

export interface Tensor {
  name: string;
  /** Row length first. */
  shape: readonly number[];
  type: keyof typeof TENSOR_TYPE;
  values: Float32Array;
}

export interface GgufFile {
  metadata: Readonly<Record<string, MetadataValue>>;
  tensors: readonly Tensor[];
}

/** Writes a GGUF version 3 file: header, metadata, tensor table, and the weights at multiples of 32 bytes. */
export function writeGguf(path: string, file: GgufFile): void {
  writeFileSync(path, encodeGguf(file));
}

export function encodeGguf({ metadata, tensors }: GgufFile): Buffer {
  const out = new ByteSink();
  const weights = tensors.map(encodeWeights);
  out.bytes(Buffer.from('GGUF')).u32(3).u64(tensors.length).u64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) writeMetadata(out.string(key), value);
  let offset = 0;
  tensors.forEach((tensor, index) => {
    out.string(tensor.name).u32(tensor.shape.length);
    for (const length of tensor.shape) out.u64(length);
    out.u32(TENSOR_TYPE[tensor.type]).u64(offset);
    offset += padded(weights[index]?.length ?? 0);
  });
  out.padTo(ALIGNMENT);
  for (const data of weights) out.bytes(data).padTo(ALIGNMENT);
  return out.toBuffer();
}

function writeMetadata(out: ByteSink, value: MetadataValue): void {
  if ('u32' in value) out.u32(VALUE_TYPE.u32).u32(value.u32);
  else if ('f32' in value) out.u32(VALUE_TYPE.f32).f32(value.f32);
  else if ('bool' in value) out.u32(VALUE_TYPE.bool).u8(value.bool ? 1 : 0);
  else if ('string' in value) out.u32(VALUE_TYPE.string).string(value.string);
  else if ('strings' in value) writeArray(out, VALUE_TYPE.string, value.strings, (item) => out.string(item));
  else if ('f32s' in value) writeArray(out, VALUE_TYPE.f32, value.f32s, (item) => out.f32(item));
  else writeArray(out, VALUE_TYPE.i32, value.i32s, (item) => out.i32(item));
}

function writeArray<T>(out: ByteSink, type: number, items: readonly T[], write: (item: T) => unknown): void {
  out.u32(VALUE_TYPE.array).u32(type).u64(items.length);
  items.forEach(write);
}

function encodeWeights({ type, values }: Tensor): Buffer {
  if (type === 'f32') return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  if (type === 'q4_0') return encodeFourBits(values);
  const halves = new Uint16Array(values.length);
  values.forEach((value, index) => {
    halves[index] = halfBits(value);
  });
  return Buffer.from(halves.buffer);
}

/** Blocks of 32: a scale, then 16 bytes with two values each, the first half of the block in the low bits. */
function encodeFourBits(values: Float32Array): Buffer {
  const bytes = Buffer.alloc((values.length / BLOCK) * 18);
  for (let block = 0; block * BLOCK < values.length; block += 1) {
    const part = values.subarray(block * BLOCK, (block + 1) * BLOCK);
    const largest = part.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    const scale = largest / -8;
    const quantized = (at: number): number => Math.min(15, Math.floor((part[at] ?? 0) * (scale === 0 ? 0 : 1 / scale) + 8.5));
    bytes.writeUInt16LE(halfBits(scale), block * 18);
    for (let at = 0; at < BLOCK / 2; at += 1) bytes[block * 18 + 2 + at] = quantized(at) | (quantized(at + BLOCK / 2) << 4);
  }
  return bytes;
}

/** IEEE 754 binary16; enough for 0 and 1, and for the smaller numbers of test weights (subnormals become 0). */
function halfBits(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  if (exponent <= 0) return sign;
  if (exponent >= 31) return sign | 0x7c00;
  return sign | (exponent << 10) | ((bits >>> 13) & 0x3ff);
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
