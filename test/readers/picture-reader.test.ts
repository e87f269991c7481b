import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createReaderPool } from '#adapters/readers/create-reader-pool.ts';
import { drawPage } from '#adapters/readers/draw-page.ts';
import { decodePng } from '#adapters/readers/picture/decode-png.ts';
import { DEFAULT_READER_LIMITS } from '#adapters/readers/reader-limits.ts';
import { makeBmp, makeGif, makeJpeg, makePng, makeTiff, makeTurnedJpeg, makeWebp } from '#test/fixtures/readers/make-picture.ts';
import { readBytes, refusal, WORKER_URL } from './reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'millwright-pictures-'));
const pool = createReaderPool({ workerUrl: WORKER_URL, size: 1 });
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true, force: true });
});

async function drawn(content: Buffer, page = 1, width = 32): Promise<{ width: number; height: number; at: (x: number, y: number) => number }> {
  const path = join(folder, 'picture');
  writeFileSync(path, content);
  const image = await drawPage({ path, filename: 'picture', page, width }, DEFAULT_READER_LIMITS);
  const { rgba } = decodePng(Buffer.from(image.png));
  return { width: image.width, height: image.height, at: (x, y) => rgba[(y * image.width + x) * 4] ?? -1 };
}

const PICTURES: [string, Buffer][] = [
  ['PNG', makePng()],
  ['JPEG', makeJpeg()],
  ['WebP', makeWebp()],
  ['GIF', makeGif()],
  ['BMP', makeBmp()],
  ['TIFF', makeTiff(1)],
];

describe('a picture', () => {
  it.each(PICTURES)('is one page to be recognised, whatever its format and name: %s', async (_, content) => {
    const result = await readBytes('scan.txt', content);
    expect(result).toMatchObject({ kind: 'image', pages: 1, warnings: [], parts: [{ page: 1, text: '', recognise: 'no-text' }] });
  });

  it.each(PICTURES)('is drawn at the width asked for: %s', async (_, content) => {
    const image = await drawn(content);
    expect([image.width, image.height]).toEqual([32, 16]);
    expect(image.at(4, 8)).toBeLessThan(30);
    expect(image.at(27, 8)).toBeGreaterThan(225);
  });

  it.each(PICTURES)('is drawn in the worker that the product runs too: %s', async (_, content) => {
    const path = join(folder, 'in-worker');
    writeFileSync(path, content);
    const image = await pool.pageImage({ path, filename: 'a', page: 1, width: 32 }, new AbortController().signal);
    expect([image.width, image.height, Buffer.from(image.png).toString('latin1', 1, 4)]).toEqual([32, 16, 'PNG']);
  });

  it('taken with a turned camera is drawn upright', async () => {
    const image = await drawn(makeTurnedJpeg(), 1, 16);
    expect([image.width, image.height]).toEqual([16, 32]);
    expect(image.at(8, 4)).toBeLessThan(30);
    expect(image.at(8, 27)).toBeGreaterThan(225);
  });

  it('of several pages has a part for each', async () => {
    const result = await readBytes('fax.tif', makeTiff(3));
    expect(result.parts.map((part) => part.page)).toEqual([1, 2, 3]);
    expect((await drawn(makeTiff(3), 3)).at(4, 8)).toBeLessThan(30);
    expect((await refusal(drawn(makeTiff(3), 4))).code).toBe('FILE_UNREADABLE');
  });

  it('that says it has billions of pixels is refused before it is decoded', async () => {
    const png = makePng();
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    const error = await refusal(readBytes('bomb.png', png));
    expect([error.code, error.message]).toEqual(['FILE_LIMIT', expect.stringContaining('60,000 × 60,000 pixels')]);
    const gif = makeGif();
    gif.writeUInt16LE(65_535, 6);
    gif.writeUInt16LE(65_535, 8);
    expect((await refusal(readBytes('bomb.gif', gif))).code).toBe('FILE_LIMIT');
  });

  it('whose frame is larger than the picture around it is drawn as far as it fits', async () => {
    const gif = makeGif();
    const frame = gif.indexOf(0x2c);
    gif.writeUInt16LE(65_535, frame + 5);
    gif.writeUInt16LE(65_535, frame + 7);
    expect((await drawn(gif)).width).toBe(32);
  });

  it('whose last block goes on behind the end of the file is drawn as far as it goes', async () => {
    const gif = makeGif();
    const data = gif.indexOf(0x2c) + 11;
    gif[data] = (gif[data] ?? 0) + 40;
    expect((await drawn(gif)).width).toBe(32);
  });

  it('whose pages point at one another in a circle is refused', async () => {
    expect((await refusal(readBytes('loop.tif', makeTiff(2, { loop: true })))).message).toMatch(/circle/);
  });

  it.each(PICTURES)('cut off in its header is named and refused: %s', async (name, content) => {
    const error = await refusal(readBytes('cut.bin', content.subarray(0, { JPEG: 60, BMP: 16, GIF: 9 }[name] ?? 12)));
    expect(error.code).toMatch(/FILE_UNREADABLE|FILE_TYPE_UNSUPPORTED/);
  });
});
