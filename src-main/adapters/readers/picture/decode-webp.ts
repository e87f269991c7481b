import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import decode, { init } from '@jsquash/webp/decode.js';
import type { Pixels } from './pixels.ts';

let ready: Promise<unknown> | null = null;

/** Decodes a still WebP picture (RFC 9649) in WebAssembly. Throws `Error` where it is damaged. */
export async function decodeWebp(bytes: Buffer): Promise<Pixels> {
  ready ??= load();
  await ready;
  const { width, height, data } = await decode(Uint8Array.from(bytes).buffer);
  return { width, height, rgba: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

async function load(): Promise<void> {
  provideImageData();
  const file = createRequire(import.meta.url).resolve('@jsquash/webp/codec/dec/webp_dec.wasm');
  await init(new WebAssembly.Module(await readFile(file)));
}

/** The decoder hands its result over in the class of browsers that Node lacks. */
function provideImageData(): void {
  if ('ImageData' in globalThis) return;
  class ImageData {
    readonly data: Uint8ClampedArray;
    readonly width: number;
    readonly height: number;
    constructor(data: Uint8ClampedArray, width: number, height: number) {
      this.data = data;
      this.width = width;
      this.height = height;
    }
  }
  Object.assign(globalThis, { ImageData });
}
