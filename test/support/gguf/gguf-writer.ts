import { writeFileSync } from 'node:fs';
import { ByteSink } from './byte-sink.ts';

/** Value types of GGUF metadata (GGUF specification, version 3). */
const VALUE_TYPE = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;
const TENSOR_TYPE = { f32: 0, f16: 1 } as const;
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
  const halves = new Uint16Array(values.length);
  values.forEach((value, index) => {
    halves[index] = halfBits(value);
  });
  return Buffer.from(halves.buffer);
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
