import { crc32 } from 'node:zlib';
import { deflateSync } from '#adapters/worker-thread/zlib.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const RGB = 2;

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** PNG (RFC 2083) of 8-bit BGRA rows, `stride` bytes apart; what is transparent is left out. */
export function encodePng(bgra: Uint8Array, { width, height, stride }: { width: number; height: number; stride: number }): Uint8Array {
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0, to = 0; y < height; y += 1) {
    to += 1;
    for (let from = y * stride, end = from + width * 4; from < end; from += 4) {
      rows[to++] = bgra[from + 2] ?? 0;
      rows[to++] = bgra[from + 1] ?? 0;
      rows[to++] = bgra[from] ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, RGB, 0, 0, 0], 8);
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 3 })), chunk('IEND', new Uint8Array())]);
}
