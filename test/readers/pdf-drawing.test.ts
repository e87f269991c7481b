import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { PageImage } from '#core/ports/document-reader.ts';
import { drawPage } from '#adapters/readers/draw-page.ts';
import { DEFAULT_READER_LIMITS } from '#adapters/readers/reader-limits.ts';
import { makePdf } from '#test/fixtures/readers/make-pdf.ts';
import type { PdfPage } from '#test/fixtures/readers/make-pdf.ts';
import { refusal } from './reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'millwright-drawing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function draw(pages: PdfPage[] | string, page: number, width: number): Promise<PageImage> {
  const path = typeof pages === 'string' ? pages : join(folder, `${(files += 1)}.pdf`);
  if (typeof pages !== 'string') writeFileSync(path, makePdf(pages));
  return drawPage({ path, filename: 'a.pdf', page, width }, DEFAULT_READER_LIMITS);
}

/** Red, green and blue at a place given in fractions; the rows of our PNGs carry no filter (RFC 2083, 6.2). */
function colourAt({ png, width, height }: PageImage, x: number, y: number): number[] {
  const view = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const pieces: Buffer[] = [];
  for (let at = 8; at < view.length; at += view.readUInt32BE(at) + 12) {
    if (view.toString('latin1', at + 4, at + 8) === 'IDAT') pieces.push(view.subarray(at + 8, at + 8 + view.readUInt32BE(at)));
  }
  const rows = inflateSync(Buffer.concat(pieces));
  const at = Math.floor(y * height) * (width * 3 + 1);
  expect(rows[at]).toBe(0);
  return [...rows.subarray(at + 1 + 3 * Math.floor(x * width), at + 4 + 3 * Math.floor(x * width))];
}

/** Red in the upper left quarter, as the page lies. */
const red: PdfPage = { texts: [], drawing: '1 0 0 rg 0 421 297 421 re f' };
const [RED, WHITE] = [[255, 0, 0], [255, 255, 255]];

describe('the picture of a PDF page', () => {
  it('has its colours, and the height that goes with the width', async () => {
    const image = await draw([red], 1, 240);
    expect([image.width, image.height]).toEqual([240, 340]);
    expect([colourAt(image, 0.25, 0.25), colourAt(image, 0.75, 0.25), colourAt(image, 0.25, 0.75)]).toEqual([RED, WHITE, WHITE]);
  });

  it('is turned as the page is shown', async () => {
    const image = await draw([{ ...red, rotate: 90 }], 1, 842);
    expect([image.width, image.height]).toEqual([842, 595]);
    expect([colourAt(image, 0.75, 0.25), colourAt(image, 0.25, 0.25)]).toEqual([RED, WHITE]);
  });

  it('shows what is within the crop box', async () => {
    const image = await draw([{ ...red, cropBox: [200, 500, 400, 600] }], 1, 400);
    expect([image.width, image.height]).toEqual([400, 200]);
    expect([colourAt(image, 0.25, 0.5), colourAt(image, 0.75, 0.5)]).toEqual([RED, WHITE]);
  });

  it('leaves layers out that are switched off', async () => {
    const text = { x: 50, y: 400, text: 'XXXXXX', size: 100, bold: true };
    const [on, off] = [await draw([{ texts: [{ ...text, layer: 'on' }] }], 1, 100), await draw([{ texts: [{ ...text, layer: 'off' }] }], 1, 100)];
    expect(off.png.length).toBeLessThan(on.png.length);
  });

  it('is drawn from the file as it is now, page after page', async () => {
    const path = join(folder, 'changing.pdf');
    writeFileSync(path, makePdf([red, { texts: [] }]));
    expect([colourAt(await draw(path, 1, 100), 0.2, 0.2), colourAt(await draw(path, 2, 100), 0.2, 0.2)]).toEqual([RED, WHITE]);
    writeFileSync(path, makePdf([{ texts: [] }, red, red]));
    expect([colourAt(await draw(path, 1, 100), 0.2, 0.2), colourAt(await draw(path, 3, 100), 0.2, 0.2)]).toEqual([WHITE, RED]);
  });

  it('is refused with a sentence for a page that is not there or a picture that is too large', async () => {
    expect((await refusal(draw([red], 2, 100))).message).toBe('Page 2 cannot be shown.');
    expect((await refusal(draw([{ ...red, cropBox: [0, 0, 2, 842] }], 1, 5000))).code).toBe('FILE_LIMIT');
  });
});
