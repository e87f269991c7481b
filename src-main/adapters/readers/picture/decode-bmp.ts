import type { Pixels } from './pixels.ts';

const BITFIELDS = 3;

/** Decodes an uncompressed Windows bitmap of 1 to 32 bits a pixel. Throws `Error` or `RangeError` where it is damaged or compressed. */
export function decodeBmp(bytes: Buffer): Pixels {
  const dataAt = bytes.readUInt32LE(10);
  const headerBytes = bytes.readUInt32LE(14);
  const core = headerBytes === 12;
  const width = core ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const signedHeight = core ? bytes.readInt16LE(20) : bytes.readInt32LE(22);
  const bits = bytes.readUInt16LE(core ? 24 : 28);
  const compression = core ? 0 : bytes.readUInt32LE(30);
  if (compression !== 0 && compression !== BITFIELDS) throw new Error(`compression ${compression}`);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new Error(`${bits} bits`);
  const masks = masksOf(bytes, bits, compression);
  const palette = bytes.subarray(14 + headerBytes, dataAt);
  const height = Math.abs(signedHeight);
  const stride = Math.ceil((width * bits) / 32) * 4;
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    const row = dataAt + (signedHeight < 0 ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x += 1) {
      const to = (y * width + x) * 4;
      if (bits <= 8) putIndexed(bytes, row, x, bits, palette, core ? 3 : 4, rgba, to);
      else if (bits === 24) for (let n = 0; n < 3; n += 1) rgba[to + n] = bytes[row + x * 3 + 2 - n] ?? 0;
      else {
        const value = bits === 16 ? bytes.readUInt16LE(row + x * 2) : bytes.readUInt32LE(row + x * 4);
        masks.forEach((mask, n) => (rgba[to + n] = masked(value, mask)));
      }
      rgba[to + 3] = 255;
    }
  }
  return { width, height, rgba };
}

function masksOf(bytes: Buffer, bits: number, compression: number): number[] {
  if (compression === BITFIELDS) return [54, 58, 62].map((at) => bytes.readUInt32LE(at));
  return bits === 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff0000, 0x00ff00, 0x0000ff];
}

function masked(value: number, mask: number): number {
  if (mask === 0) return 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return Math.round((((value & mask) >>> shift) * 255) / most);
}

function putIndexed(bytes: Buffer, row: number, x: number, bits: number, palette: Buffer, entryBytes: number, rgba: Uint8Array, to: number): void {
  const bit = x * bits;
  const index = ((bytes[row + (bit >> 3)] ?? 0) >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
  for (let n = 0; n < 3; n += 1) rgba[to + n] = palette[index * entryBytes + 2 - n] ?? 0;
}
