import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const LETTER = 40;
/** Strokes of H, T, L and E, as left, top, right and bottom in tenths of a letter. */
const STROKES = [
  [[0, 0, 2, 10], [5, 0, 7, 10], [0, 4, 7, 6]],
  [[0, 0, 7, 2], [2.5, 0, 4.5, 10]],
  [[0, 0, 2, 10], [0, 8, 7, 10]],
  [[0, 0, 2, 10], [0, 0, 7, 2], [0, 4, 6, 6], [0, 8, 7, 10]],
] as const;

/** A few plain letters in black on white: what an engine with sound data reads without fail. */
export const TRIAL_PICTURE: Uint8Array = drawLetters(8);

function drawLetters(count: number): Uint8Array {
  const [width, height] = [(count + 2) * LETTER, 3 * LETTER];
  const rows = Buffer.alloc((width + 1) * height, 255);
  for (let y = 0; y < height; y += 1) rows[y * (width + 1)] = 0;
  for (let letter = 0; letter < count; letter += 1) {
    for (const [left, top, right, bottom] of STROKES[letter % STROKES.length] ?? []) {
      for (let y = LETTER * (1 + top / 10); y < LETTER * (1 + bottom / 10); y += 1) {
        const start = y * (width + 1) + 1 + LETTER * (letter + 1);
        rows.fill(0, start + (left * LETTER) / 10, start + (right * LETTER) / 10);
      }
    }
  }
  return grayPng(width, height, rows);
}

function grayPng(width: number, height: number, rows: Buffer): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
