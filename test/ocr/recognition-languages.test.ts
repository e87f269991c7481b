import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { ByteStream } from '#shared/contract/byte-source.ts';
import { createTextRecognition } from '#adapters/ocr/create-text-recognition.ts';
import { bundledEnglishPath } from '#adapters/ocr/load-tesseract.ts';
import { TRIAL_PICTURE } from '#adapters/ocr/trial-picture.ts';
import { refusal } from '#test/readers/reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'millwright-ocr-'));
const workerUrl = new URL(import.meta.resolve('#adapters/ocr/recognition-worker.ts'));
const recognition = createTextRecognition({ workerUrl, folder });
const never = new AbortController().signal;
/** Any language's file would do: Tesseract takes what it is called from the file's name. */
const gzipped = readFileSync(bundledEnglishPath());
const data = gunzipSync(gzipped);

afterAll(async () => {
  await recognition.close();
  rmSync(folder, { recursive: true, force: true });
});

async function* inPieces(bytes: Uint8Array): ByteStream {
  for (let at = 0; at < bytes.length; at += 1_000_000) yield bytes.subarray(at, at + 1_000_000);
}

describe('languages of text recognition', () => {
  it('begin with English, take in data files, gzipped or not, and let go of them', async () => {
    const english = { code: 'eng', bundled: true, sizeBytes: gzipped.length };
    expect(await recognition.languages()).toEqual([english]);
    expect(await recognition.importLanguage('deu', inPieces(gzipped), never)).toEqual({ code: 'deu', bundled: false, sizeBytes: data.length });
    expect(await recognition.importLanguage('vie', inPieces(data), never)).toMatchObject({ code: 'vie' });
    expect((await recognition.languages()).map(({ code }) => code)).toEqual(['eng', 'deu', 'vie']);
    expect((await recognition.recognise(TRIAL_PICTURE, never)).lines[0]?.text).toBe('HTLEHTLE');
    expect(await recognition.removeLanguage('deu')).toBe(true);
    expect(await recognition.removeLanguage('deu')).toBe(false);
    expect((await recognition.languages()).map(({ code }) => code)).toEqual(['eng', 'vie']);
  });

  it('read on in English when a file goes bad on the disk', async () => {
    writeFileSync(join(folder, 'fra.traineddata'), data.subarray(0, 1_000_000));
    expect((await recognition.recognise(TRIAL_PICTURE, never)).lines[0]?.text).toBe('HTLEHTLE');
    rmSync(join(folder, 'fra.traineddata'));
  });

  it('refuse what is no data file, with a sentence, and leave nothing behind', async () => {
    const before = readdirSync(folder);
    // Sound in form, with the network's first numbers gone.
    const network = Number(data.readBigInt64LE(4 + 17 * 8));
    const hollow = Buffer.from(data).fill(0xff, network, network + 400);
    const bad: [Uint8Array, string][] = [
      [Buffer.from('hello, this is a text'), 'FILE_UNREADABLE'],
      [data.subarray(0, data.length / 2), 'FILE_UNREADABLE'],
      [gzipped.subarray(0, gzipped.length / 2), 'FILE_UNREADABLE'],
      [gzipSync(Buffer.alloc(200 * 1024 ** 2), { level: 1 }), 'FILE_TOO_LARGE'],
      [hollow, 'FILE_UNREADABLE'],
      [new Uint8Array(), 'FILE_EMPTY'],
    ];
    for (const [bytes, code] of bad) {
      const error = await refusal(recognition.importLanguage('fra', inPieces(bytes), never));
      expect(error.code).toBe(code);
      expect(error.message).toMatch(/^[A-Z].+\.$/);
    }
    expect(readdirSync(folder)).toEqual(before);
  });

  it('cannot be English, which is always there, nor a path', async () => {
    for (const code of ['eng', 'ENG', 'osd', '../../x', 'de']) {
      expect((await refusal(recognition.importLanguage(code, inPieces(gzipped), never))).code).toBe('INVALID_INPUT');
      expect((await refusal(recognition.removeLanguage(code))).code).toBe('INVALID_INPUT');
    }
  });
});
