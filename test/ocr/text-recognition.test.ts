import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Box } from '#shared/contract/passages.ts';
import type { RecognisedPage } from '#core/ports/text-recognition.ts';
import { createTextRecognition, type TextRecognitionOptions } from '#adapters/ocr/create-text-recognition.ts';
import { type GrayPicture, rotated, turned } from '#adapters/ocr/gray-picture.ts';
import { errorRate, PUMP_LINES, PUMP_PAGE, pagePicture, toPng } from '#test/fixtures/ocr/page-pictures.ts';
import { refusal } from '#test/readers/reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'millwright-ocr-'));
const url = (specifier: string): URL => new URL(import.meta.resolve(specifier));
const open = (options: Partial<TextRecognitionOptions> = {}) => createTextRecognition({ workerUrl: url('#adapters/ocr/recognition-worker.ts'), folder, ...options });
const never = new AbortController().signal;
const recognition = open();
const page = await pagePicture(PUMP_PAGE);

const built = builtWorker();

function builtWorker(): URL | null {
  const path = resolve('out/main/recognition-worker.js');
  if (existsSync(path)) return pathToFileURL(path);
  console.warn('SKIPPED: text recognition in the built product, as nothing is built; run npm run build.');
  return null;
}

afterAll(async () => {
  await recognition.close();
  rmSync(folder, { recursive: true, force: true });
});

const textOf = ({ lines }: RecognisedPage): string => lines.map((line) => line.text).join('\n');
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Blackness within a box; the whole picture in black is 1. */
function ink({ width, height, data }: GrayPicture, [x, y, w, h]: Box): number {
  let dark = 0;
  for (let row = Math.round(y * height); row < (y + h) * height; row += 1) {
    for (let column = Math.round(x * width); column < (x + w) * width; column += 1) dark += 255 - (data[row * width + column] ?? 255);
  }
  return dark / (255 * width * height);
}

describe('text recognition', () => {
  it('reads a clear page line by line, sure of itself, with boxes on the words', async () => {
    const found = await recognition.recognise(toPng(page), never);
    expect(errorRate(textOf(found), PUMP_LINES.join('\n'))).toBeLessThan(0.01);
    expect(found.confidence).toBeGreaterThan(0.9);
    found.lines.forEach((line, at) => {
      const { x, y, size = 10 } = PUMP_PAGE[at] ?? { x: 0, y: 0 };
      const [left, top, width, height] = line.box;
      expect(Math.abs(left - x / 595)).toBeLessThan(0.005);
      expect(Math.abs(top + height - (842 - y) / 842)).toBeLessThan(0.3 * (size / 842));
      expect(top).toBeGreaterThan((842 - y - size) / 842);
      expect(left + width).toBeLessThan(0.95);
    });
    expect(found.lines.map((line) => line.paragraph)).toEqual(found.lines.map((line) => line.paragraph).toSorted((a, b) => a - b));
    expect(found.lines[1]?.paragraph).toBe(found.lines[2]?.paragraph);
    expect(found.lines[0]?.letterHeight).toBeGreaterThan(1.4 * (found.lines[1]?.letterHeight ?? 0));
  });

  it.each([
    ['skewed by two degrees', rotated(page, 0.035).picture],
    ['upside down', turned(page, 2).picture],
    ['turned to the left and skewed', rotated(turned(page, 3).picture, -0.02).picture],
    ['with a dark corner', { ...page, data: page.data.map((value, at) => value * (1 - (0.75 * (at % page.width)) / page.width)) }, page],
  ])('reads a page %s as well, and its boxes lie on the words of the picture as given', async (_, given, words = given) => {
    const found = await recognition.recognise(toPng(given), never);
    expect(errorRate(textOf(found), PUMP_LINES.join('\n'))).toBeLessThan(0.015);
    const everything = ink(words, [0, 0, 1, 1]);
    const boxes = found.lines.map(({ box }) => ink(words, box));
    for (const [at, { box }] of found.lines.entries()) expect((boxes[at] ?? 0) / (box[2] * box[3])).toBeGreaterThan(1.5 * everything);
    expect(boxes.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0.95 * everything);
  });

  it('keeps the columns of a page apart', async () => {
    const column = (x: number, words: string): typeof PUMP_PAGE => Array.from({ length: 6 }, (_, at) => ({ x, y: 700 - at * 14, text: `${words} number ${at + 1} of the column` }));
    const found = textOf(await recognition.recognise(toPng(await pagePicture([...column(60, 'Left line'), ...column(330, 'Right line')])), never));
    expect(found.indexOf('Left line number 6')).toBeGreaterThan(0);
    expect(found.indexOf('Right line number 1')).toBeGreaterThan(found.indexOf('Left line number 6'));
  });

  it('finds no text on a blank page, nor on one of strokes and specks', async () => {
    const blank: GrayPicture = { width: 800, height: 1_100, data: new Uint8Array(800 * 1_100).fill(250) };
    const drawing: GrayPicture = { ...blank, data: blank.data.map((value, at) => drawn(at % 800, Math.floor(at / 800)) ?? value) };
    for (const picture of [blank, drawing]) {
      await expect(recognition.recognise(toPng(picture), never)).resolves.toEqual({ lines: [], confidence: 0 });
    }
  });

  it('refuses what is no picture with a sentence, and stays usable', async () => {
    const png = toPng(page);
    for (const bytes of [bytesOf('rubbish'), new Uint8Array(), png.slice(0, png.length / 2), png.slice(0, 30)]) {
      const error = await refusal(recognition.recognise(bytes, never));
      expect(error.code).toBe('FILE_UNREADABLE');
      expect(error.message).toMatch(/^The picture cannot be read: .+\.$/);
    }
    expect((await recognition.recognise(toPng(page), never)).lines).toHaveLength(PUMP_LINES.length);
  });

  it.skipIf(built === null)('works in the built product as from its sources', async () => {
    const product = open({ workerUrl: built ?? url('') });
    expect((await product.recognise(toPng(page), never)).lines).toHaveLength(PUMP_LINES.length);
    await product.close();
  });

  it('touches no network', async () => {
    const offline = open({ workerUrl: url('#test/fixtures/ocr/offline-worker.ts') });
    expect((await offline.recognise(toPng(page), never)).lines).toHaveLength(PUMP_LINES.length);
    await offline.close();
  });
});

/** Circles and slanted strokes, as a drawing has them; null where there are none. */
function drawn(x: number, y: number): number | null {
  const ring = Math.abs(Math.hypot((x % 400) - 200, (y % 400) - 200) - 120) < 2;
  return ring || Math.abs(x - y * 0.7) < 2 || (x * 7919 + y * 104_729) % 9_973 === 0 ? 0 : null;
}

describe('the worker of text recognition', () => {
  it.each([
    ['exit', 'FILE_UNREADABLE', /stopped unexpectedly/],
    ['throw', 'FILE_UNREADABLE', /stopped unexpectedly/],
    ['hang', 'READ_TIMEOUT', /stopped after/],
  ])('is replaced when it goes wrong (%s), and only its page fails', async (order, code, sentence) => {
    const pool = open({ workerUrl: url('#test/fixtures/ocr/misbehaving-worker.ts'), ...(order === 'hang' ? { pageMs: 4_000 } : {}) });
    const bad = refusal(pool.recognise(bytesOf(order), never));
    const next = pool.recognise(bytesOf('a later page'), never).catch((error: unknown) => error);
    const error = await bad;
    expect(error.code).toBe(code);
    expect(error.message).toMatch(sentence);
    expect(error.message).not.toContain('/home');
    // Refused by the worker of the product, which therefore runs again.
    expect(await next).toMatchObject({ message: expect.stringMatching(/^The picture cannot be read/) });
    await pool.close();
  });

  it('stops in the middle of a page that is given up, and of one still waiting', async () => {
    const pool = open({ workerUrl: url('#test/fixtures/ocr/misbehaving-worker.ts') });
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = refusal(pool.recognise(bytesOf('hang'), running.signal));
    const second = refusal(pool.recognise(bytesOf('hang'), waiting.signal));
    waiting.abort();
    expect((await second).code).toBe('CANCELLED');
    setTimeout(() => running.abort(), 300);
    expect((await first).code).toBe('CANCELLED');
    const last = refusal(pool.recognise(bytesOf('hang'), never));
    await pool.close();
    expect((await last).code).toBe('CANCELLED');
    await expect(pool.recognise(toPng(page), never)).rejects.toBeInstanceOf(MillwrightError);
  });
});
