import { fork } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createModelFiles } from '#adapters/files/model-files.ts';
import { createModelSources } from '#adapters/files/model-sources.ts';
import type { ModelFiles } from '#core/ports/model-files.ts';
import type { SourceFile } from '#core/ports/model-sources.ts';
import { sha256Of } from '#test/support/model-bench.ts';

const CHILD = join(import.meta.dirname, 'copy-in-a-process.ts');
const MEGABYTE = 1024 * 1024;
const never = new AbortController().signal;
const root = mkdtempSync(join(tmpdir(), 'millwright-bring-'));
const usb = join(root, 'usb');
const model = join(usb, 'big.gguf');
let folder: string;
let files: ModelFiles;
let runs = 0;

beforeAll(() => {
  mkdirSync(usb);
  writeFileSync(model, 'GGUF');
  for (let n = 0; n < 48; n += 1) appendFileSync(model, Buffer.alloc(MEGABYTE, n));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  folder = join(root, `models-${(runs += 1)}`);
  mkdirSync(folder);
  files = createModelFiles({ folder, freeSpaceFloorBytes: 0, settleMs: 20, syncBytes: MEGABYTE });
});

async function source(path = model): Promise<SourceFile> {
  const found = await createModelSources({ roots: 'any' }).local(path);
  if (found.kind !== 'gguf') throw new Error(`${path} is no GGUF file`);
  return found.file;
}

describe('copying a model from a disk', () => {
  test('goes on after kill -9 where it was, and the whole is the same to the last byte', async () => {
    const reached = await killAt(24 * MEGABYTE);
    const steps: number[] = [];
    const copied = await files.copyFile(await source(), never, (bytes) => steps.push(bytes));
    expect(reached).toBeGreaterThan(20 * MEGABYTE);
    expect(steps[0]).toBeGreaterThan(20 * MEGABYTE);
    expect(copied).toMatchObject({ filename: 'big.gguf', sha256: sha256Of(model) });
    expect(sha256Of(copied.path)).toBe(sha256Of(model));
    expect(readdirSync(folder)).toEqual(['big.gguf']);
  });

  test('does not go on with what was never safely on the disk, nor with another file of the same name', async () => {
    await killAt(24 * MEGABYTE);
    const half = readdirSync(folder).find((name) => name.endsWith('.copy')) ?? '';
    truncateSync(join(folder, half), 3 * MEGABYTE);
    const steps: number[] = [];
    expect((await files.copyFile(await source(), never, (bytes) => steps.push(bytes))).sha256).toBe(sha256Of(model));
    expect(steps[0]).toBeLessThanOrEqual(MEGABYTE);

    const other = join(root, 'other', 'big.gguf');
    mkdirSync(join(root, 'other'), { recursive: true });
    copyFileSync(model, other);
    appendFileSync(other, 'x');
    expect((await files.copyFile(await source(other), never, () => undefined)).filename).toBe('big-2.gguf');
  });

  test('keeps what was copied when it is stopped, and drops it after a week', async () => {
    const stop = new AbortController();
    const stopped = files.copyFile(await source(), stop.signal, (bytes) => bytes > 10 * MEGABYTE && stop.abort());
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
    const kept = readdirSync(folder);
    expect(kept).toHaveLength(2);
    const again = createModelFiles({ folder, freeSpaceFloorBytes: 0, settleMs: 20 });
    await again.copyFile(await source(join(usb, 'big.gguf')), AbortSignal.abort(), () => undefined).catch(() => undefined);
    expect(readdirSync(folder)).toEqual(kept);
    const weekAgo = new Date(Date.now() - 8 * 24 * 3_600_000);
    for (const name of kept) utimesSync(join(folder, name), weekAgo, weekAgo);
    const later = createModelFiles({ folder, freeSpaceFloorBytes: 0, settleMs: 20 });
    await later.put('x.gguf', (async function* () { yield new Uint8Array([1]); })(), never, () => undefined);
    expect(readdirSync(folder)).toEqual(['x.gguf']);
  });

  test('is refused before the first byte where the disk has no room, with both figures', async () => {
    const full = createModelFiles({ folder, freeSpaceFloorBytes: Number.MAX_SAFE_INTEGER });
    await expect(full.copyFile(await source(), never, () => undefined)).rejects.toMatchObject({ code: 'DISK_FULL', message: expect.stringMatching(/needs 51 MB more, and only 0 MB can be used/) });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('ends with a sentence when the disk gives less than the file had', async () => {
    const short: SourceFile = { path: 'short.gguf', sha256: null, source: { identity: 'short', sizeBytes: 100, open: async (from) => ({ from, bytes: (async function* () { yield Buffer.alloc(40); })() }) } };
    await expect(files.copyFile(short, never, () => undefined)).rejects.toMatchObject({ code: 'FILE_UNREADABLE', message: expect.stringContaining('what was copied is kept') });
  });

  async function killAt(bytes: number): Promise<number> {
    const child = fork(CHILD, [model, folder]);
    return new Promise((resolve, reject) => {
      let reached = 0;
      child.on('message', (at: number) => {
        reached = at;
        if (at >= bytes) child.kill('SIGKILL');
      });
      child.on('exit', (_code, signal) => (signal === 'SIGKILL' ? resolve(reached) : reject(new Error('it was not killed'))));
    });
  }
});

describe('the checksum beside a model', () => {
  const small = join(usb, 'small.gguf');
  const beside = `${small}.sha256`;
  beforeEach(() => writeFileSync(small, 'GGUF and more'));

  test.each([
    ['bare', () => sha256Of(small)],
    ['as sha256sum writes it', () => `${sha256Of(small)}  small.gguf\n`],
    ['among those of other files', () => `${'0'.repeat(64)} *other.gguf\r\n${sha256Of(small).toUpperCase()} *small.gguf\r\n`],
  ])('%s, is taken', async (_how, text) => {
    writeFileSync(beside, text());
    expect((await files.copyFile(await source(small), never, () => undefined)).sha256).toBe(sha256Of(small));
  });

  test('that is another one refuses the file and leaves nothing of it', async () => {
    writeFileSync(beside, '0'.repeat(64));
    await expect(files.copyFile(await source(small), never, () => undefined)).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringContaining('does not have the checksum') });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that says nothing is a mistake somebody should know of', async () => {
    writeFileSync(beside, 'see the e-mail');
    await expect(source(small)).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringContaining('holds no checksum') });
    rmSync(beside);
  });
});

describe('what is taken from where', () => {
  test('a folder without an ONNX model, a picture and nothing at all are refused with a sentence', async () => {
    writeFileSync(join(usb, 'picture.gguf'), 'PNG');
    const { local } = createModelSources({ roots: 'any' });
    await expect(local(usb)).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringContaining('no ONNX model') });
    await expect(local(join(usb, 'picture.gguf'))).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    await expect(local(join(usb, 'gone.gguf'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(local('big.gguf')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  test('a host that allows some folders takes nothing from others, also not through a link', async () => {
    const { local } = createModelSources({ roots: [usb] });
    expect((await local(model)).kind).toBe('gguf');
    const outside = join(root, 'outside.gguf');
    copyFileSync(model, outside);
    if (!existsSync(join(usb, 'link.gguf'))) symlinkSync(outside, join(usb, 'link.gguf'));
    await expect(local(join(usb, 'link.gguf'))).rejects.toMatchObject({ code: 'FOLDER_REFUSED' });
    await expect(createModelSources({ roots: [] }).local(model)).rejects.toMatchObject({ code: 'FOLDER_REFUSED', message: expect.stringContaining('--watch-root') });
  });

  test('an ONNX folder comes in whole, with what belongs to it and nothing else', async () => {
    const onnx = join(usb, 'judge');
    mkdirSync(join(onnx, 'onnx'), { recursive: true });
    for (const [name, text] of [['config.json', '{}'], ['tokenizer.json', '{}'], ['run-me.sh', 'rm'], ['onnx/model.onnx', 'weights'], ['onnx/notes', 'x']] as const) writeFileSync(join(onnx, name), text);
    const found = await createModelSources({ roots: 'any' }).local(onnx);
    if (found.kind !== 'onnx') throw new Error('not an ONNX folder');
    expect(await files.copyFolder(found.name, found.files, never, () => undefined)).toBe('judge');
    expect(readdirSync(join(folder, 'judge'), { recursive: true }).map(String).toSorted()).toEqual(['config.json', 'onnx', join('onnx', 'model.onnx'), 'tokenizer.json']);
    expect(readFileSync(join(folder, 'judge', 'onnx', 'model.onnx'), 'utf8')).toBe('weights');
    expect(readdirSync(folder)).toEqual(['judge']);
  });
});
