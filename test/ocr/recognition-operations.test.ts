import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '#core/pipeline/index.ts';
import { bundledEnglishPath } from '#adapters/ocr/load-tesseract.ts';
import { errorRate, PUMP_PAGE } from '#test/fixtures/ocr/page-pictures.ts';
import { makePdf } from '#test/fixtures/readers/make-pdf.ts';
import { addPerson, openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';

let test: TestCore;
let admin: Credential;
let viewer: Credential;

beforeAll(async () => {
  test = await openTestCore();
  admin = await setUpPlant(test);
  viewer = (await addPerson(test, admin, 'Vic', 'viewer')).credential;
});
afterAll(() => test.close());

async function upload(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { uploadId } = await test.call<{ uploadId: string }>('uploads.begin', { sizeBytes: bytes.length }, admin);
  await test.call('uploads.append', { uploadId, offset: 0, bytes: new Blob([bytes]) }, admin);
  return uploadId;
}

const codes = async (): Promise<string[]> => (await test.call<{ languages: { code: string }[] }>('recognition.languages', {}, viewer)).languages.map(({ code }) => code);

describe('the languages of text recognition', () => {
  it('are seen by every reader, added from an upload and removed by an admin, and kept over a restart', async () => {
    expect(await codes()).toEqual(['eng']);
    const uploadId = await upload(new Uint8Array(readFileSync(bundledEnglishPath())));
    expect(await test.call('recognition.add', { code: 'deu', uploadId }, admin)).toMatchObject({ code: 'deu', bundled: false });
    await test.restart();
    expect(await codes()).toEqual(['eng', 'deu']);
    expect(await test.call('recognition.remove', { code: 'deu' }, admin)).toEqual({ removed: true });
    expect(await codes()).toEqual(['eng']);
    await expect(test.call('recognition.remove', { code: 'deu' }, admin)).rejects.toMatchObject({ error: { code: 'LANGUAGE_NOT_FOUND' } });
  });

  it('are not changed by who may not, nor by a file that is none', async () => {
    const uploadId = await upload(Uint8Array.from(Buffer.from('no language at all')));
    await expect(test.call('recognition.add', { code: 'deu', uploadId }, viewer)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
    await expect(test.call('recognition.add', { code: 'deu', uploadId }, admin)).rejects.toMatchObject({ error: { code: 'FILE_UNREADABLE' } });
    await expect(test.call('recognition.remove', { code: 'eng' }, admin)).rejects.toMatchObject({ error: { code: 'INVALID_INPUT' } });
    expect(await codes()).toEqual(['eng']);
  });
});

describe('a picture that somebody shows', () => {
  const read = (bytes: Blob, page?: number) => test.call<{ confidence: number; lines: { text: string }[] }>('recognition.read', { filename: 'photo.pdf', bytes, ...(page === undefined ? {} : { page }) }, viewer);

  it('is read line by line, and kept nowhere', async () => {
    const found = await read(new Blob([Uint8Array.from(makePdf([{ texts: PUMP_PAGE }]))]));
    expect(errorRate(found.lines.map(({ text }) => text).join('\n'), PUMP_PAGE.map(({ text }) => text).join('\n'))).toBeLessThan(0.01);
    expect(found.confidence).toBeGreaterThan(0.9);
    expect(readdirSync(join(test.dataDirectory, 'files', 'incoming')).filter((name) => name.startsWith('scratch-'))).toEqual([]);
  });

  it('that is none, or lacks the page, is refused with a sentence, and leaves nothing behind', async () => {
    await expect(read(new Blob(['no picture at all']))).rejects.toMatchObject({ error: { code: 'FILE_UNREADABLE' } });
    await expect(read(new Blob([]))).rejects.toMatchObject({ error: { code: 'INVALID_INPUT' } });
    await expect(read(new Blob([Uint8Array.from(makePdf([{ texts: [] }]))]), 7)).rejects.toMatchObject({ error: { code: 'FILE_UNREADABLE' } });
    expect(readdirSync(join(test.dataDirectory, 'files', 'incoming')).filter((name) => name.startsWith('scratch-'))).toEqual([]);
  });
});
