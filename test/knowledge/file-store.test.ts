import { createHash, randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, readFile, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileStore } from '#adapters/files/file-store.ts';
import { createModelFiles } from '#adapters/files/model-files.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import { bytesOf } from './open-knowledge.ts';

const MORE_THAN_ANY_DISK = 2 ** 60;
const live = (): AbortSignal => new AbortController().signal;

let directory: string;
let files: FileStore;
const tenant = randomUUID();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millwright-files-'));
  files = createFileStore({ directory, freeSpaceFloorBytes: 0 });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(10);
  throw new Error('the line went dead');
}

const stored = async (): Promise<string[]> => (await readdir(directory, { recursive: true })).filter((name) => /[0-9a-f]{64}$|part$/.test(name));

describe('the file store', () => {
  it('keeps a file once per tenant under its checksum and gives it back whole', async () => {
    const sha256 = createHash('sha256').update('pump').digest('hex');
    expect(await files.put(tenant, bytesOf('pump'), 100, live())).toEqual({ sha256, sizeBytes: 4 });
    await files.put(tenant, bytesOf('pump'), 100, live());
    expect(await files.list(tenant)).toEqual([sha256]);
    expect(await files.list(randomUUID())).toEqual([]);
    expect(await readFile(files.path(tenant, sha256), 'utf8')).toBe('pump');
    expect(await (await files.blob(tenant, sha256, 'text/plain')).text()).toBe('pump');
    await files.remove(tenant, sha256);
    await files.remove(tenant, sha256);
    expect(await stored()).toEqual([]);
    await expect(files.blob(tenant, sha256, 'text/plain')).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
  });

  it('refuses what is empty, too large, cancelled or broken off, and keeps nothing of it', async () => {
    const stopped = new AbortController();
    stopped.abort();
    await expect(files.put(tenant, bytesOf(''), 100, live())).rejects.toMatchObject({ code: 'FILE_EMPTY' });
    await expect(files.put(tenant, bytesOf('12345'), 4, live())).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    await expect(files.put(tenant, bytesOf('12345'), 100, stopped.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(files.put(tenant, breaking(), 100, live())).rejects.toThrow('the line went dead');
    expect(await stored()).toEqual([]);
  });

  it('refuses new bytes when the disk has less than the floor', async () => {
    const full = createFileStore({ directory, freeSpaceFloorBytes: MORE_THAN_ANY_DISK });
    await expect(full.put(tenant, bytesOf('x'), 100, live())).rejects.toMatchObject({ code: 'DISK_FULL' });
    await expect(full.beginUpload({ tenantId: tenant, userId: 'u' }, 10)).rejects.toMatchObject({ code: 'DISK_FULL' });
  });

  it('accepts only ids and checksums as addresses', () => {
    expect(() => files.path('../../etc', 'a'.repeat(64))).toThrow(TypeError);
    expect(() => files.path(tenant, '../secret')).toThrow(TypeError);
  });

  it('promises the same space only once, and holds only so many uploads of one person open', async () => {
    const { bavail, bsize } = await statfs(directory);
    const half = Math.floor((bavail * bsize) / 2);
    const other = { tenantId: tenant, userId: randomUUID() };
    const big = await files.beginUpload(other, half);
    await expect(files.beginUpload(other, half + 1024 ** 3)).rejects.toMatchObject({ code: 'DISK_FULL' });
    await files.abortUpload(other, big);
    const owner = { tenantId: tenant, userId: randomUUID() };
    for (let n = 0; n < 64; n++) await files.beginUpload(owner, 10);
    await expect(files.beginUpload(owner, 10)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await files.beginUpload(other, 10);
  });

  it('forgets pieces of uploads when the process ends', async () => {
    const owner = { tenantId: tenant, userId: randomUUID() };
    const id = await files.beginUpload(owner, 10);
    await files.appendUpload(owner, id, 0, new Blob(['12345']));
    expect(await stored()).toHaveLength(1);
    const next = createFileStore({ directory, freeSpaceFloorBytes: 0 });
    await expect(next.appendUpload(owner, id, 5, new Blob(['67890']))).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' });
    await next.put(tenant, bytesOf('later'), 100, live());
    expect((await stored()).filter((name) => name.endsWith('part'))).toEqual([]);
  });
});

describe('the models folder', () => {
  it('gives files safe, free names inside the folder and lists them', async () => {
    const models = createModelFiles({ folder: directory, freeSpaceFloorBytes: 0, settleMs: 20 });
    const names: string[] = [];
    for (const name of ['../../evil model.GGUF', 'C:\\temp\\evil model.gguf', 'con', '...']) {
      const file = await models.put(name, bytesOf('GGUF'), live(), () => undefined);
      expect(file.path).toBe(join(directory, file.filename));
      names.push(file.filename);
    }
    expect(names).toEqual(['evil-model.gguf', 'evil-model-2.gguf', 'model-con.gguf', 'model.gguf']);
    await writeFile(join(directory, 'notes.txt'), 'x');
    expect((await models.list()).map((file) => basename(file.path)).sort()).toEqual([...names].sort());
    expect(await models.sha256(join(directory, 'model.gguf'), live(), () => undefined)).toBe(createHash('sha256').update('GGUF').digest('hex'));
    await expect(models.remove(join(directory, '..', 'x.gguf'))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await models.remove(join(directory, 'model.gguf'));
    expect(await models.list()).toHaveLength(3);
  });

  it('clears away what a crash left half-copied, and nothing else', async () => {
    for (const name of [`.${randomUUID()}.part`, 'mine.part', '.hidden']) await writeFile(join(directory, name), 'x');
    const models = createModelFiles({ folder: directory, freeSpaceFloorBytes: 0, settleMs: 20 });
    await models.put('new.gguf', bytesOf('GGUF'), live(), () => undefined);
    expect((await readdir(directory)).filter((name) => name !== 'incoming').sort()).toEqual(['.hidden', 'mine.part', 'new.gguf']);
  });

  it('leaves out a file that still grows, and tells when it is complete', async () => {
    const models = createModelFiles({ folder: directory, freeSpaceFloorBytes: 0, settleMs: 1_500 });
    let told = 0;
    const stop = models.watch(() => (told += 1));
    const path = join(directory, 'copying.gguf');
    let growing = true;
    await appendFile(path, 'x');
    const writing = (async () => {
      while (growing) {
        await appendFile(path, 'x');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    expect(await models.list()).toEqual([]);
    growing = false;
    await writing;
    await expect.poll(() => told, { timeout: 8_000 }).toBeGreaterThan(0);
    expect(await models.list()).toMatchObject([{ filename: 'copying.gguf' }]);
    stop();
  });
});
