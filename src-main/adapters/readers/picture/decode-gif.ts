import type { Pixels } from './pixels.ts';

const MOST_CODES = 4096;
const INTERLACED: readonly (readonly [from: number, step: number])[] = [[0, 8], [4, 8], [2, 4], [1, 2]];

interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  interlaced: boolean;
  palette: Buffer;
  transparent: number;
  dataAt: number;
}

/** Decodes the first picture of a GIF (GIF89a, 1990), as far as its data goes. Throws `Error` or `RangeError` where it is damaged. */
export function decodeGif(bytes: Buffer): Pixels {
  const [width, height] = [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  const frame = firstFrame(bytes);
  const rgba = new Uint8Array(width * height * 4);
  const indices = unpack(bytes, frame.dataAt, Math.min(frame.width * frame.height, width * height));
  const rows = frame.interlaced ? INTERLACED.flatMap(([from, step]) => count(from, frame.height, step)) : count(0, frame.height, 1);
  rows.slice(0, Math.ceil(indices.length / Math.max(1, frame.width))).forEach((row, n) => {
    const y = frame.top + row;
    for (let x = 0; x < frame.width && y < height && frame.left + x < width; x += 1) {
      const index = indices[n * frame.width + x];
      if (index === undefined || index === frame.transparent) continue;
      const to = (y * width + frame.left + x) * 4;
      for (let sample = 0; sample < 3; sample += 1) rgba[to + sample] = frame.palette[index * 3 + sample] ?? 0;
      rgba[to + 3] = 255;
    }
  });
  return { width, height, rgba };
}

function count(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, n) => from + n * step);
}

function firstFrame(bytes: Buffer): Frame {
  const flags = bytes.readUInt8(10);
  const globalSize = (flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1);
  let transparent = -1;
  let at = 13 + globalSize;
  while (bytes.readUInt8(at) === 0x21) {
    if (bytes.readUInt8(at + 1) === 0xf9 && (bytes.readUInt8(at + 3) & 1) === 1) transparent = bytes.readUInt8(at + 6);
    at = afterBlocks(bytes, at + 2);
  }
  if (bytes.readUInt8(at) !== 0x2c) throw new Error('no picture');
  const own = bytes.readUInt8(at + 9);
  const ownSize = (own & 0x80) === 0 ? 0 : 3 << ((own & 7) + 1);
  return {
    left: bytes.readUInt16LE(at + 1),
    top: bytes.readUInt16LE(at + 3),
    width: bytes.readUInt16LE(at + 5),
    height: bytes.readUInt16LE(at + 7),
    interlaced: (own & 0x40) !== 0,
    palette: ownSize > 0 ? bytes.subarray(at + 10, at + 10 + ownSize) : bytes.subarray(13, 13 + globalSize),
    transparent,
    dataAt: at + 10 + ownSize,
  };
}

function afterBlocks(bytes: Buffer, at: number): number {
  let next = at;
  while (bytes.readUInt8(next) !== 0) next += 1 + bytes.readUInt8(next);
  return next + 1;
}

/** LZW with codes of growing length. An entry only ever refers to one before it, so no chain of them can run in a circle. */
function unpack(bytes: Buffer, at: number, most: number): Uint8Array {
  const smallest = bytes.readUInt8(at);
  if (smallest < 1 || smallest > 11) throw new Error('unknown code size');
  const packed = joinBlocks(bytes, at + 1);
  const [clear, end] = [1 << smallest, (1 << smallest) + 1];
  const prefix = new Uint16Array(MOST_CODES);
  const suffix = new Uint8Array(MOST_CODES);
  const out = new Uint8Array(most);
  const stack: number[] = [];
  let to = 0;
  let size = smallest + 1;
  let next = end + 1;
  let before = -1;
  let first = 0;
  for (let bit = 0; to < most && bit + size <= packed.length * 8; ) {
    const code = bitsAt(packed, bit, size);
    bit += size;
    if (code === end) break;
    if (code === clear) {
      [size, next, before] = [smallest + 1, end + 1, -1];
      continue;
    }
    if (code > next || (before < 0 && code >= clear)) throw new Error('a code that was never defined');
    let chase = code;
    if (code === next) {
      stack.push(first);
      chase = before;
    }
    for (; chase > end; chase = prefix[chase] ?? 0) stack.push(suffix[chase] ?? 0);
    first = chase;
    stack.push(first);
    while (stack.length > 0 && to < most) out[to++] = stack.pop() ?? 0;
    stack.length = 0;
    if (before >= 0 && next < MOST_CODES) {
      prefix[next] = before;
      suffix[next] = first;
      next += 1;
      if (next === 1 << size && size < 12) size += 1;
    }
    before = code;
  }
  return out.subarray(0, to);
}

function bitsAt(bytes: Buffer, bit: number, count: number): number {
  const at = bit >> 3;
  const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  return (word >> (bit & 7)) & ((1 << count) - 1);
}

function joinBlocks(bytes: Buffer, at: number): Buffer {
  const blocks: Buffer[] = [];
  for (let next = at; next < bytes.length && bytes[next] !== 0; next += 1 + (bytes[next] ?? 0)) blocks.push(bytes.subarray(next + 1, next + 1 + (bytes[next] ?? 0)));
  return Buffer.concat(blocks);
}
